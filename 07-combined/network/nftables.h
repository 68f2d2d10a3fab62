/*
 * The rules of nftables. They stand in two tables, both called combined, which are
 * there while a container is on the bridge: in the family ip the address
 * translation (NAT), a map of the ports that are published, and what may not come
 * in; in the family netdev what may come out of each cable. A further container
 * adds a chain for its cable, and to the map an element for each port: what a
 * packet passes, and what a start costs, does not grow with the containers.
 *
 * No text that a user has typed becomes part of a rule: addresses and ports are
 * printed from numbers, the name from checked characters.
 *
 * The caller has the lock of ipam_open(). All return 0, or -1 with errno EINVAL;
 * network_error() has what nftables said.
 */
#ifndef NFTABLES_H
#define NFTABLES_H

#include "07-combined/network/network.h"

/*
 * Sets those of a container, in one transaction; link is the host's end of the
 * cable. With only, no other container is on the bridge: the tables are new.
 * Elements of other containers for the same ports go: the caller holds these.
 */
int network_set_rules(const struct network *network, const char *name,
    const char *link, bool only);

/* Takes those of a container away. No rules there is not an error. */
int network_drop_rules(const char *name);

/* Takes both tables away. No table there is not an error. */
int network_drop_all_rules(void);

/* Is one of the tables there? */
bool network_has_rules(void);

#endif
