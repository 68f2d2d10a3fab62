/*
 * Single mounts of a container's root: mount(2), open_tree(2), move_mount(2).
 *
 * Between hold_all() (hold.h) and these, the process makes the container's root
 * its own: sources are the host's paths, targets are the container's, and no
 * symbolic link in an image leads from one to the other.
 */
#ifndef MOUNTS_H
#define MOUNTS_H

#include "07-combined/container.h"

/*
 * Mounts one, on a target that is made where it is missing. Returns 0, or -1
 * with errno.
 */
int mounts_add(const struct container_mount *mount);

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

/*
 * Covers a path: a file with /dev/null, a directory with an empty tmpfs. One
 * that does not exist is no error. Returns 0, or -1 with errno.
 */
int mounts_mask(const char *path);

/*
 * Makes a path, and all that is mounted below, read-only for good. One that
 * does not exist is no error. Returns 0, or -1 with errno.
 */
int mounts_make_unwritable(const char *path);

#endif
