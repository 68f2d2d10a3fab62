/*
 * A container's rules of nftables. They stand in two tables of its own, called
 * combined-NAME: in the family ip the address translation (NAT), the ports that
 * are published, and what may not come in; in the family netdev what may come
 * out of its cable.
 *
 * No text that a user has typed becomes part of a rule: addresses and ports are
 * printed from numbers, the name from checked characters.
 *
 * All return 0, or -1 with errno EINVAL; network_error() has what nftables
 * said.
 */
#ifndef NFTABLES_H
#define NFTABLES_H

#include "07-combined/network/network.h"

/* Sets them; link is the host's end of the cable. */
int network_set_rules(
    const struct network *network, const char *name, const char *link);

/* Takes the rules away. No rules there is not an error. */
int network_drop_rules(const char *name);

/* Calls visit for each container that has rules, running or not. */
int network_each_rules(void (*visit)(const char *name, void *data), void *data);

#endif
