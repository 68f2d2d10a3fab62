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
 * Mounts one, on a target that is made where it is missing. Closes mount->mount_fd;
 * but if the mount is to be sealed, mount_fd is it from now on: a bind is sealed
 * already, and sealed is false then. Returns 0, or -1 with errno.
 */
int mounts_add(struct container_mount *mount);

/*
 * Makes one read-only that mounts_add() has mounted; what is mounted below it stays as
 * it is. It goes by mount->mount_fd, which is closed: where its path leads by now,
 * another container may have changed. Returns 0, or -1 with errno.
 */
int mounts_seal(struct container_mount *mount);

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
