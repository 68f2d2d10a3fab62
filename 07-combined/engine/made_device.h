/*
 * A device node for a container in a user namespace, in which no process may make
 * one: the parent makes it on the host, clones the mount of it, and removes it.
 * Where the host has the node, a clone of the host's is enough.
 */
#ifndef MADE_DEVICE_H
#define MADE_DEVICE_H

#include "07-combined/engine/container.h"

/*
 * Makes the node, with the mode and, as far as the container has them, the users
 * of the specification. Returns a detached mount of it, which the caller closes,
 * or -1 with errno and failure_text(): EPERM without CAP_MKNOD.
 */
int made_device_clone(
    const struct container_spec *spec, const struct container_device *device);

#endif
