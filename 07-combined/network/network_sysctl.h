/*
 * What the host's network stack takes from a link of ours: the switches of
 * /proc/sys/net, in the network namespace of the caller. Each is set before the
 * link is up, and goes with the link.
 *
 * All return 0, or -1 with errno from open(2) or write(2); a switch that stands
 * as it should is not written.
 */
#ifndef NETWORK_SYSCTL_H
#define NETWORK_SYSCTL_H

#include <jansson.h>

/*
 * No IPv6 by this link: the kernel gives it no address, and takes no router
 * advertisement, redirect or other packet of IPv6 from it. 0 as well where the
 * kernel has no IPv6.
 */
int sysctl_no_ipv6(const char *link);

/* The bridge: no IPv6, no redirects, no source address of another link. */
int sysctl_bridge(const char *link);

/*
 * Makes the host a router; what the switches were goes into table, and back.
 * Where the table has them already, they are not asked for again.
 */
int sysctl_route(json_t *table);
int sysctl_route_no_more(json_t *table);

#endif
