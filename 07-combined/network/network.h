/*
 * The network of containers: veth(4), bridges, and nftables.
 *
 * A bridge, combined0, is a switch in the kernel. Each container's cable is a
 * pair of veth links: one end, eth0, in its network namespace, the other in
 * the bridge. The bridge has the address .1 and is the way out; what leaves is
 * given the host's address (NAT). A port of the host's that is published leads
 * to the container's. The rules are in two tables, called combined, which go with
 * the bridge (nftables.h). IPv6 is off on each link.
 *
 * network.json beside the states lists the addresses in use, under a lock.
 */
#ifndef NETWORK_H
#define NETWORK_H

#include "07-combined/network/network_error.h"

#include <jansson.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define NETWORK_BRIDGE "combined0"
#define NETWORK_TABLE                                                          \
	"combined" /* of nftables, in the families ip and netdev */
#define NETWORK_PORTS 32

struct network_port {
	uint16_t host, inside;  /* host 0: to be chosen */
	const char *protocol;   /* "tcp" or "udp" */
	struct in_addr address; /* of the host, INADDR_ANY: all */
	int held;               /* the socket that holds it, or -1 */
};

struct network {
	const char *address; /* "172.30.0.2"; NULL: no bridge */
	struct network_port ports[NETWORK_PORTS];
	size_t nports;
};

/*
 * Reads "[[ADDRESS:][HOST]:]INSIDE[/tcp|udp]" into ports. ADDRESS is one of
 * IPv4, four decimal numbers. Returns 0, or -1 with errno EINVAL, or E2BIG
 * after NETWORK_PORTS of them; network_error() says why.
 */
int network_parse_port(struct network *network, const char *text);

/* IPPROTO_TCP or IPPROTO_UDP */
unsigned int network_port_protocol(const struct network_port *port);

/* Writes the port's address of the host, "0.0.0.0" for all. Returns text. */
const char *network_port_address(
    const struct network_port *port, char text[INET_ADDRSTRLEN]);

/*
 * Binds a socket to each port of the host's, and keeps it: no process of the
 * host, and no other container, has the port until network_release_ports() or
 * the end of this process. A port that names none gets one that is free. The
 * sockets receive nothing. With shared, a helper process may bind the same
 * ports meanwhile, by SO_REUSEADDR. Returns 0, or -1 with errno from bind(2):
 * EADDRINUSE, EADDRNOTAVAIL, EACCES; network_error() names the port.
 */
int network_hold_ports(struct network *network, bool shared);

void network_release_ports(struct network *network);

/* The ports as `docker inspect` has them, a new object. */
json_t *network_ports(const struct network *network);

/*
 * Takes a free address for the container. Returns 0, or -1 with errno: ENOSPC
 * if all are taken.
 */
int network_reserve(struct network *network, const char *name);

/*
 * Connects the network namespace of process pid: bridge, link, rules. To be
 * called as root of the host. Returns 0, or -1 with errno; failure_text() or
 * network_error() tell what failed.
 */
int network_join(const struct network *network, const char *name, pid_t pid);

/*
 * Writes the hosts(5) of a container, open as fd, with its --add-host. To be called
 * when its state is written: from then on, each later container adds itself to the
 * file. Returns 0, or -1 with errno.
 */
int network_tell(const char *name, char *const hosts[], int fd);

/*
 * Undoes network_reserve() and network_join(); the last container removes the
 * bridge, too. Nothing to remove is not an error. Returns 0, or -1 with errno
 * after a line on stderr.
 */
int network_leave(const char *name);

#endif
