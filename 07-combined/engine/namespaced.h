/*
 * Which settings are a container's own.
 *
 * A sysctl, a hostname or a clock belongs to a namespace. Where the container
 * has none of its own of that type, the setting would be the host's: so it is
 * refused, in the words of both front ends. Own is what is new, and what is
 * joined by its path, unless that leads to the host's.
 */
#ifndef NAMESPACED_H
#define NAMESPACED_H

#include "07-combined/engine/container.h"

#include <stddef.h>

/*
 * Are hostname, domainname, clock_offsets and all sysctls settings of
 * namespaces that the container has of its own? Returns 0, or -1 with errno
 * EINVAL and in why which is not, the reason, and what to do.
 */
int namespaced_check(const struct container_spec *spec, char *why, size_t size);

/*
 * Writes the path of a sysctl below /proc/sys: sysctl(8). The first separator,
 * a dot or a slash, is that of all components; the other one is part of a name,
 * as in "net.ipv4.conf.eth0/1.forwarding" of the link eth0.1. Returns 0, or -1
 * with errno EINVAL for a name that leads elsewhere, or ENAMETOOLONG.
 */
int namespaced_path(const char *name, char *path, size_t size);

#endif
