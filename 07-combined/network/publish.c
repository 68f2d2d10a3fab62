#include "07-combined/network/network.h"

#include "common/explain.h"

#include <errno.h>
#include <linux/filter.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int
is_udp(const struct network_port *p)
{
	return strcmp(p->protocol, "udp") == 0;
}

/*
 * The rules lead packets away before they reach a socket: those that come
 * before the rules are set must not find one that answers. So this one drops
 * all.
 */
static int
deafen(int fd)
{
	struct sock_filter none = BPF_STMT(BPF_RET | BPF_K, 0);
	struct sock_fprog program = { .len = 1, .filter = &none };

	return setsockopt(
	    fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program));
}

static int
set_reuse(int fd)
{
	int yes = 1;

	return setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
}

/*
 * For TCP, SO_REUSEADDR comes first: connections that have just ended
 * (TIME_WAIT) do not count, and a socket that listens is refused all the same.
 * For UDP it would let two sockets have one port: it comes when the port is
 * ours, if a helper is to have it as well. See socket(7).
 */
static int
bind_socket(int fd, struct network_port *p, bool shared)
{
	struct sockaddr_in name = { .sin_family = AF_INET,
		.sin_port = htons(p->host),
		.sin_addr = p->address };
	socklen_t size = sizeof(name);

	if (!shared && deafen(fd) == -1)
		return -1;
	if (!is_udp(p) && set_reuse(fd) == -1)
		return -1;
	explain("the host's port is taken, until we end", "bind(%d, ...)", fd);
	if (bind(fd, (void *)&name, size) == -1)
		return -1;
	if (getsockname(fd, (void *)&name, &size) == -1)
		return -1;
	p->host = ntohs(name.sin_port);
	if (is_udp(p))
		return shared ? set_reuse(fd) : 0;
	return shared ? 0 : listen(fd, 1);
}

/*
 * Does an earlier one of the same command line ask for the same? bind(2) says
 * so, too, but not of sockets that share.
 */
static bool
is_twice(const struct network *n, const struct network_port *p)
{
	for (const struct network_port *q = n->ports; q < p; q++)
		if (q->host == p->host && is_udp(q) == is_udp(p) &&
		    (q->address.s_addr == p->address.s_addr ||
			q->address.s_addr == INADDR_ANY ||
			p->address.s_addr == INADDR_ANY))
			return true;
	return false;
}

static int
hold(const struct network *n, struct network_port *p, bool shared)
{
	int type = is_udp(p) ? SOCK_DGRAM : SOCK_STREAM;
	char address[INET_ADDRSTRLEN];

	errno = EADDRINUSE;
	if (p->host == 0 || !is_twice(n, p)) {
		p->held = socket(AF_INET, type | SOCK_CLOEXEC, 0);
		if (p->held != -1 && bind_socket(p->held, p, shared) == 0)
			return 0;
	}
	return network_failed("Bind for %s:%u failed: %s",
	    network_port_address(p, address), p->host,
	    errno == EADDRINUSE ? "port is already allocated"
				: strerror(errno));
}

int
network_hold_ports(struct network *n, bool shared)
{
	/* Those with a number first: the kernel may not choose one of them. */
	for (size_t i = 0; i < n->nports; i++)
		if (n->ports[i].host != 0 &&
		    hold(n, &n->ports[i], shared) == -1)
			return -1;
	for (size_t i = 0; i < n->nports; i++)
		if (n->ports[i].host == 0 &&
		    hold(n, &n->ports[i], shared) == -1)
			return -1;
	return 0;
}

void
network_release_ports(struct network *n)
{
	for (size_t i = 0; i < n->nports; i++) {
		if (n->ports[i].held != -1)
			close(n->ports[i].held);
		n->ports[i].held = -1;
	}
}
