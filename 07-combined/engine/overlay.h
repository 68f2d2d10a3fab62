/*
 * The layers of a root file system: overlayfs, the kernel's
 * Documentation/filesystems/overlayfs.rst.
 *
 * One mount shows several directories as one. The lower ones, an image's
 * layers, are read only, and many containers may use them at once; the upper
 * one has what this container writes. A file of a lower layer that is written
 * to is copied up first.
 */
#ifndef OVERLAY_H
#define OVERLAY_H

#include "07-combined/engine/container.h"

/*
 * Takes hold of the layers, as detached_mount.h has it, where root makes a user
 * namespace, which could not reach root's directories by their paths. The files
 * of the lower ones are root's: there they show as its users',
 * mount_setattr(2), MOUNT_ATTR_IDMAP. They are in container->upper_mount and
 * lower_mounts, for mount_clone_release() to close. Returns 0, or -1 with
 * errno.
 */
int overlay_clone_layers(struct container *container);

/*
 * Stacks a writable layer on the specification's lower layers, on its rootfs or
 * on the embedded busybox, in a mount namespace of the container's own, and
 * goes into the stack. Returns 0, or -1 with errno; failure_text() names the
 * call that failed.
 */
int overlay_stack(const struct container *container);

#endif
