/*
 * Single mounts of a container's root: mount(2), open_tree(2), move_mount(2).
 *
 * Sources are the host's paths, cloned before (detached_mount.h); targets are the
 * container's (path_in_root.h), whose root is the working directory. No
 * symbolic link in an image leads from one to the other.
 */
#ifndef MOUNTS_H
#define MOUNTS_H

#include "07-combined/engine/container.h"

/*
 * Mounts one, on a target that is made where it is missing. Returns 0, or -1
 * with errno.
 */
int mounts_add(const struct container_mount *mount);

/*
 * Makes one read-only that is mounted; what is mounted below it stays as it is.
 * Returns 0, or -1 with errno.
 */
int mounts_seal(const struct container_mount *mount);

/*
 * Makes a directory, and those above it, where they are missing. Returns 0, or
 * -1 with errno.
 */
int mounts_make_directory(const char *path);

/*
 * Makes the device nodes, and the links to /proc/self/fd that belong to /dev.
 * Returns 0, or -1 with errno.
 */
int mounts_add_devices(const struct container *container);

#endif
