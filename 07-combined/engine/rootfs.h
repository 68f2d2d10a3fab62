/*
 * The root file system of a container: mount_namespaces(7), pivot_root(2).
 *
 *     rootfs_prepare()  while the host's files are in sight
 *     rootfs_fill()     /proc, /dev, /sys and the volumes
 *     rootfs_enter()    "/" is the container's, and the host is gone
 *     rootfs_seal()     what is dangerous is covered
 *
 * All are called in this order, in a mount namespace of the container's own.
 * Each returns 0, or -1 with errno; failure_text() names the call that failed.
 */
#ifndef ROOTFS_H
#define ROOTFS_H

#include "07-combined/engine/container.h"

/*
 * Cuts the mount namespace's ties to the host's, takes hold of the host's
 * directories and devices that are to be bound, and goes into the root
 * directory to be: a writable layer on the image by overlayfs, or with
 * no_overlay the image itself.
 */
int rootfs_prepare(struct container *container);

/* Mounts what the container asks for, and makes its device nodes. */
int rootfs_fill(struct container *container);

/*
 * Makes that directory "/" and lets go of the host's: pivot_root(2), or with
 * no_pivot chroot(2).
 */
int rootfs_enter(const struct container_spec *spec);

/* Covers the masked paths, and makes read-only what is to be. */
int rootfs_seal(const struct container_spec *spec);

#endif
