/*
 * Network devices of the host that become the container's: config-linux.md,
 * "Network Devices", since version 1.3 of the specification.
 *
 * A device is in one network namespace at a time. The kernel moves it as a
 * message of rtnetlink(7) asks, switches it off and takes its addresses away, so
 * these are read before, and set again inside. When the namespace ends, the
 * kernel gives a physical device back to the host and deletes a virtual one.
 */
#ifndef NET_DEVICE_H
#define NET_DEVICE_H

#include <sys/types.h>

/*
 * Moves a device of the caller's network namespace into that of process pid,
 * with its MTU, its hardware address and its permanent addresses of global
 * scope, and switches it on. name_inside is its name there, of which "%d"
 * becomes a number that is free; NULL: the same name. Needs CAP_NET_ADMIN in
 * both namespaces. Returns 0, or -1 with errno and failure_text(): ENODEV,
 * EEXIST if there is one of that name inside, EPERM.
 */
int net_device_move(const char *name, const char *name_inside, pid_t pid);

#endif
