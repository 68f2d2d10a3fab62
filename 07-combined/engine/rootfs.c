#include "07-combined/engine/rootfs.h"

#include "07-combined/engine/detached_mount.h"
#include "07-combined/engine/mask.h"
#include "07-combined/engine/mounts.h"
#include "07-combined/engine/no_pivot.h"
#include "07-combined/engine/overlay.h"
#include "07-combined/engine/tmpfs_files.h"
#include "common/explain.h"
#include "common/failure.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static int mount_root(const struct container *c);

int
rootfs_prepare(struct container *c)
{
	/* The first step: no later mount must appear on the host. */
	if (ns_make_mounts_private() == -1)
		return -1;
	if (!c->sources_cloned && mount_clone_all(c) == -1)
		return -1;
	return c->spec->no_overlay ? mount_root(c) : overlay_stack(c);
}

int
rootfs_fill(struct container *c)
{
	for (size_t i = 0; i < c->nmounts; i++)
		if (mounts_add(&c->mounts[i]) == -1)
			return -1;
	if (tmpfs_files_add(c) == -1)
		return -1;
	if (mounts_add_devices(c) == -1)
		return -1;
	if (mounts_make_directory(c->spec->cwd) == -1)
		return -1;
	for (size_t i = 0; i < c->nmounts; i++)
		if (c->mounts[i].sealed && mounts_seal(&c->mounts[i]) == -1)
			return -1;
	return 0;
}

int
rootfs_enter(const struct container_spec *spec)
{
	if (spec->no_pivot)
		return no_pivot_enter();
	/*
	 * "." twice: the old root is stacked on the new one, and needs no
	 * directory. "/.." leads to the old root, so it is unmounted at once,
	 * before a path of the container is looked up.
	 */
	explain(
	    "\"/\" is the container's from now on", "pivot_root(\".\", \".\")");
	if (syscall(SYS_pivot_root, ".", ".") == -1)
		return failure_set("pivot_root(\".\", \".\")");
	explain("the host's root, stacked on it, is gone",
	    "umount2(\".\", MNT_DETACH)");
	if (umount2(".", MNT_DETACH) == -1)
		return failure_set("umount2(\".\", MNT_DETACH)");
	if (chdir("/") == -1)
		return failure_set("chdir(\"/\")");
	return 0;
}

int
rootfs_seal(const struct container_spec *spec)
{
	struct mount_attr read_only = { .attr_set = MOUNT_ATTR_RDONLY };

	if (spec->masked_paths != NULL &&
	    mask_paths(spec->masked_paths, spec->mask_label) == -1)
		return -1;
	for (const char *const *path = spec->readonly_paths; path && *path;
	     path++)
		if (mask_read_only(*path) == -1)
			return -1;
	if (spec->propagation != 0) {
		explain("mount propagation from now on",
		    "mount(NULL, \"/\", NULL, ..., NULL)");
		if (mount(NULL, "/", NULL, spec->propagation, NULL) == -1)
			return failure_set("mount(\"/\"): its propagation");
	}
	if (!spec->read_only)
		return 0;
	explain("the root itself cannot be written to",
	    "mount_setattr(..., \"/\", 0, {attr_set="
	    "MOUNT_ATTR_RDONLY, ...}, %zu)",
	    sizeof(read_only));
	if (mount_setattr(AT_FDCWD, "/", 0, &read_only, sizeof(read_only)) ==
	    -1)
		return failure_set("mount_setattr(\"/\", read-only)");
	return 0;
}

/*
 * Mounts the root as it is. pivot_root(2) needs it to be a mount, below a mount
 * that is not shared. Hooks look for it at its path on the host; without hooks,
 * and for a user who cannot reach that path, it is mounted over the host's
 * root.
 */
static int
mount_root(const struct container *c)
{
	const char *place = "/", *rootfs = c->spec->rootfs;

	if (c->spec->create_hooks && access(rootfs, X_OK) == 0)
		place = rootfs;

	explain("the root directory, as a mount",
	    "move_mount(..., \"%s\", MOVE_MOUNT_F_EMPTY_PATH)", place);
	if (move_mount(c->root.mount_fd, "", AT_FDCWD, place,
		MOVE_MOUNT_F_EMPTY_PATH) == -1)
		return failure_set("move_mount(\"%s\", \"%s\")", rootfs, place);
	if (fchdir(c->root.mount_fd) == -1)
		return failure_set("fchdir(\"%s\")", rootfs);
	return 0;
}
