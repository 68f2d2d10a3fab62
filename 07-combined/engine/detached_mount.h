/*
 * Detached mounts: open_tree(2), mount_setattr(2).
 *
 * A detached copy of a mount is a file descriptor: no path leads to it, and
 * nothing the container does can exchange it. It gets its attributes while
 * no process can use it, and is moved in afterwards: move_mount(2).
 */
#ifndef DETACHED_MOUNT_H
#define DETACHED_MOUNT_H

#include "07-combined/engine/container.h"

#include <sys/stat.h>

/*
 * Clones the mount of the root that is used in place, of each bind's source, and
 * for a user namespace of the host's device nodes. Root calls this function in
 * the parent: the child, with another uid, may not be able to open these paths.
 * A normal user calls it in the child, which has the capability for it in its
 * namespaces. Returns 0, or -1 with errno.
 */
int mount_clone_all(struct container *container);

/*
 * Does our user namespace have all IDs, as the machine's first one? We may be in
 * podman's, which has some of them, and in which no device node can be made.
 * Returns 1 or 0, or -1 with errno if it cannot be read.
 */
int mount_has_all_users(void);

/*
 * Closes the detached mounts, and the sources that the front end has opened, in
 * the process that does not attach them. The function may be called twice.
 */
void mount_clone_release(struct container *container);

/*
 * Clones into mount->mount_fd what is at path, or for "" what dir is, with the
 * attributes that the mount is to have. Returns 0, or -1 with errno.
 */
int mount_clone(int dir, const char *path, struct container_mount *mount);

/*
 * The same for a bind's source: what mount->source_fd refers to, or where there
 * is none what is at its path.
 */
int mount_clone_source(struct container_mount *mount);

/*
 * The same, with mapped owners: a file system that cannot map them
 * (mount_setattr(2)) shows its files as nobody's, and a warning is printed.
 */
int mount_clone_mapped(struct container_mount *m);

/* Is the file that stat(2) describes this device, by kind and number? */
bool
mount_is_device(const struct stat *st, const struct container_device *device);

/*
 * Gives the mount of this descriptor, detached or not, its attributes,
 * propagation and owners. Returns 0, or -1 with errno.
 */
int mount_set_attributes(int tree, const struct container_mount *mount);

/*
 * Attaches the detached mount to the target, a descriptor: see path_in_root.h,
 * or -1 for one that was not found. Closes both. Returns 0, or -1 with errno;
 * path and why are for the narration.
 */
int mount_attach(int tree, int target, const char *path, const char *why);

/* "PATH: WHY", for the narration of a call that names a descriptor only. */
const char *mount_clone_reason(const char *path, const char *why);

#endif
