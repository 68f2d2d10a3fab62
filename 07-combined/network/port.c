#include "07-combined/network/network.h"

#include "common/parse.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int
parse_number_of_port(const char *text, uint16_t *port)
{
	long long number;

	if (parse_number(text, 1, 65535, &number) == -1)
		return -1;
	*port = number;
	return 0;
}

/* Cuts what follows the last separator off. Returns it, or NULL. */
static char *
cut(char *text, char separator)
{
	char *found = strrchr(text, separator);

	if (found != NULL)
		*found++ = '\0';
	return found;
}

/* The text is cut in pieces. */
static int
parse(char *text, struct network_port *port)
{
	struct in_addr address;
	char *protocol = cut(text, '/'), *inside = cut(text, ':');
	char *host = inside != NULL ? cut(text, ':') : NULL;
	bool udp = protocol != NULL && strcmp(protocol, "udp") == 0;
	bool with_address = host != NULL;

	*port = (struct network_port){ .protocol = udp ? "udp" : "tcp" };
	if (inside == NULL)
		inside = text;
	else if (host == NULL)
		host = text;
	if (parse_number_of_port(inside, &port->inside) == -1)
		return -1;
	/* None, or nothing, or 0: any that is free. */
	if (host != NULL && host[0] != '\0' && strcmp(host, "0") != 0 &&
	    parse_number_of_port(host, &port->host) == -1)
		return -1;
	errno = EINVAL;
	if (protocol != NULL && !udp && strcmp(protocol, "tcp") != 0)
		return -1;
	if (!with_address)
		return 0;
	if (inet_aton(text, &address) == 0)
		return -1;
	port->address = strdup(text);
	return port->address == NULL ? -1 : 0;
}

int
network_parse_port(struct network *n, const char *text)
{
	char *copy = strdup(text);
	int result = -1;

	errno = EINVAL;
	if (copy != NULL && n->nports < NETWORK_PORTS)
		result = parse(copy, &n->ports[n->nports]);
	free(copy);
	n->nports += result == 0;
	return result;
}

/* The kernel knows one: that of a socket whose port is left to it. */
static int
find_free(struct network_port *p)
{
	bool udp = strcmp(p->protocol, "udp") == 0;
	struct sockaddr_in address = { .sin_family = AF_INET };
	socklen_t size = sizeof(address);
	int result = -1;

	if (p->address != NULL)
		inet_aton(p->address, &address.sin_addr);
	int fd =
	    socket(AF_INET, (udp ? SOCK_DGRAM : SOCK_STREAM) | SOCK_CLOEXEC, 0);
	if (fd != -1 && bind(fd, (void *)&address, size) == 0 &&
	    getsockname(fd, (void *)&address, &size) == 0)
		result = 0;
	p->host = ntohs(address.sin_port);
	int saved_errno = errno;
	close(fd);
	errno = saved_errno;
	return result;
}

int
network_choose_ports(struct network *n)
{
	for (size_t i = 0; i < n->nports; i++)
		if (n->ports[i].host == 0 && find_free(&n->ports[i]) == -1)
			return -1;
	return 0;
}

json_t *
network_ports(const struct network *n)
{
	json_t *ports = json_object();

	for (size_t i = 0; i < n->nports; i++) {
		const struct network_port *p = &n->ports[i];
		char inside[32], host[16];

		snprintf(
		    inside, sizeof(inside), "%u/%s", p->inside, p->protocol);
		snprintf(host, sizeof(host), "%u", p->host);
		json_t *list = json_object_get(ports, inside);
		if (list == NULL) {
			list = json_array();
			json_object_set_new(ports, inside, list);
		}
		json_array_append_new(list,
		    json_pack("{ss, ss}", "HostIp",
			p->address ? p->address : "0.0.0.0", "HostPort", host));
	}
	return ports;
}
