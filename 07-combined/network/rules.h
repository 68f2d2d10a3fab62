/*
 * A container's rules of nftables: address translation (NAT), the ports that
 * are published, and who may not come in. They stand in a table of its own,
 * combined-NAME.
 *
 * All return 0, or -1 with errno EINVAL; network_error() has what nftables
 * said.
 */
#ifndef NETWORK_RULES_H
#define NETWORK_RULES_H

#include "07-combined/network/network.h"

int network_set_rules(const struct network *network, const char *name);

/* That there are none is no error. */
int network_drop_rules(const char *name);

/* Calls visit for each container that has rules, running or not. */
int network_each_rules(void (*visit)(const char *name, void *data), void *data);

#endif
