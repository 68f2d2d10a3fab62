/*
 * The network of containers: veth(4), bridges, and nftables.
 *
 * A bridge, combined0, is a switch in the kernel. Each container's cable is a
 * pair of veth links: one end, eth0, in its network namespace, the other in
 * the bridge. The bridge has the address .1 and is the way out; what leaves is
 * given the host's address (NAT). A port of the host's that is published leads
 * to the container's. All rules of a container are in a table of its own,
 * combined-NAME, so that one deletion takes them back.
 *
 * Who has which address is in network.json beside the states, under a lock.
 */
#ifndef NETWORK_H
#define NETWORK_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define NETWORK_BRIDGE "combined0"
#define NETWORK_PORTS 32

struct network_port {
	uint16_t host, inside; /* host 0: to be chosen */
	const char *protocol;  /* "tcp" or "udp" */
	const char *address;   /* of the host, or NULL: all */
};

struct network {
	const char *address; /* "172.30.0.2"; NULL: no bridge */
	struct network_port ports[NETWORK_PORTS];
	size_t nports;
};

/*
 * Reads "[[ADDRESS:][HOST]:]INSIDE[/tcp|udp]" into ports. Returns 0, or -1 with
 * errno EINVAL.
 */
int network_parse_port(struct network *network, const char *text);

/*
 * Chooses a free port of the host's for those ports that name none. Returns 0,
 * or -1 with errno: EADDRNOTAVAIL where the host does not have the address.
 */
int network_choose_ports(struct network *network);

/* The ports as `docker inspect` has them, a new object. */
json_t *network_ports(const struct network *network);

/*
 * Takes a free address for the container. Returns 0, or -1 with errno: ENOSPC
 * where all are taken.
 */
int network_reserve(struct network *network, const char *name);

/*
 * Connects the network namespace of process pid: bridge, link, rules. To be
 * called as root of the host. Returns 0, or -1 with errno; explain_last() or
 * network_error() tell what failed.
 */
int network_join(const struct network *network, const char *name, pid_t pid);

/* What nftables said of the last failure; "" where it was not nftables. */
const char *network_error(void);

/*
 * Takes back what the two have done, the bridge with the last. That there is
 * nothing is no error. Returns 0, or -1 with errno after a line on stderr.
 */
int network_leave(const char *name);

#endif
