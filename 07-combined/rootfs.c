#include "07-combined/rootfs.h"

#include "07-combined/busybox.h"
#include "07-combined/hold.h"
#include "07-combined/mounts.h"
#include "common/explain.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/*
 * Everything of ours lies in a tmpfs over /tmp that only this mount namespace
 * sees: the moment its last process dies, nothing of it was ever there.
 */
#define SCRATCH "/tmp"

/*
 * The image stays as it is: overlayfs(5) shows it as the lower layer, and what
 * the container writes goes to the upper. /proc/self/fd spares us the quoting
 * of commas and colons in the path.
 */
static int
stack_layers(const char *image, const char *layer)
{
	char options[PATH_MAX];

	snprintf(options, sizeof(options),
	    "lowerdir=%s,upperdir=%s/upper,workdir=%s/work", image, layer,
	    layer);
	explain("a writable layer on the image, which stays as it is",
	    "mount(\"overlay\", \"" SCRATCH "/root\", \"overlay\", 0, \"%s\")",
	    options);
	return mount("overlay", SCRATCH "/root", "overlay", 0, options);
}

/*
 * The root as it is. pivot_root(2) wants it to be a mount, in one that is not
 * shared. Hooks look for it where it is on the host; else, and for a user who
 * cannot go there, over the host's root is as good a place as any.
 */
static int
mount_in_place(const struct container *c)
{
	const char *place =
	    c->mounts_first && access(c->rootfs, X_OK) == 0 ? c->rootfs : "/";

	explain("the root directory, as a mount",
	    "move_mount(..., \"%s\", MOVE_MOUNT_F_EMPTY_PATH)", place);
	if (move_mount(c->root.tree, "", AT_FDCWD, place,
		MOVE_MOUNT_F_EMPTY_PATH) == -1)
		return -1;
	return fchdir(c->root.tree);
}

/* A directory's path by its descriptor. Returns 0, or -1 with errno. */
static int
hold_directory(const char *path, char *by_number, size_t size)
{
	explain_call("open(\"%s\", O_PATH|O_DIRECTORY)", path);
	int fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (fd == -1)
		return -1;
	snprintf(by_number, size, "/proc/self/fd/%d", fd);
	return 0;
}

/* A root of our own making, which nothing outside is changed by. */
static int
make_layers(const struct container *c)
{
	static const char *const directories[] = { SCRATCH "/image",
		SCRATCH "/upper", SCRATCH "/work", SCRATCH "/root" };
	char image[64] = SCRATCH "/image", layer[64] = SCRATCH;

	/* Held before the tmpfs: it may hide where they are. */
	if (c->rootfs != NULL &&
	    hold_directory(c->rootfs, image, sizeof(image)) == -1)
		return -1;
	if (c->layer != NULL &&
	    hold_directory(c->layer, layer, sizeof(layer)) == -1)
		return -1;
	explain("scratch space that only this mount namespace sees",
	    "mount(\"tmpfs\", \"" SCRATCH "\", \"tmpfs\", 0, \"mode=755\")");
	if (mount("tmpfs", SCRATCH, "tmpfs", 0, "mode=755") == -1)
		return -1;
	for (int i = 0; i < 4; i++)
		if (mkdir(directories[i], 0755) == -1)
			return -1;
	if (c->rootfs == NULL) {
		explain_call("unpacking busybox in " SCRATCH "/image");
		if (busybox_unpack(image) == -1)
			return -1;
	}
	return stack_layers(image, layer) == -1 ? -1 : chdir(SCRATCH "/root");
}

int
rootfs_prepare(struct container *c)
{
	if (ns_make_mounts_private() == -1 || (!c->held && hold_all(c) == -1))
		return -1;
	return c->in_place ? mount_in_place(c) : make_layers(c);
}

int
rootfs_enter(const struct container *c)
{
	if (c->no_pivot) {
		explain(
		    "\"/\" is the container's from now on", "chroot(\".\")");
		return chroot(".");
	}
	/*
	 * "." twice: the old root is stacked on the new one, where no path
	 * reaches it but "." does, so no directory for it is needed. It stays
	 * for a while: a user namespace may only mount a new /proc while it
	 * sees another one whole.
	 */
	explain(
	    "\"/\" is the container's from now on", "pivot_root(\".\", \".\")");
	return syscall(SYS_pivot_root, ".", ".");
}

/* The host's root, and all below it, without the host noticing. */
static int
leave_old_root(const struct container *c)
{
	if (c->no_pivot)
		return chdir("/");
	explain("the host's root, stacked below, is gone",
	    "umount2(\".\", MNT_DETACH)");
	if (umount2(".", MNT_DETACH) == -1)
		return -1;
	return chdir("/");
}

int
rootfs_fill(const struct container *c)
{
	for (size_t i = 0; i < c->nmounts; i++)
		if (mounts_add(&c->mounts[i]) == -1)
			return -1;
	if (mounts_add_devices(c) == -1)
		return -1;
	return mounts_make_directory(c->cwd);
}

/*
 * In a chroot meanwhile, so that no link in the image leads out of it. Whoever
 * has a descriptor of the root before can go back: chroot(2) is no prison.
 */
int
rootfs_fill_ahead(const struct container *c)
{
	int host = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	int root = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (host == -1 || root == -1)
		return -1;
	explain(
	    "paths are the container's while it is filled", "chroot(\".\")");
	if (chroot(".") == -1 || rootfs_fill(c) == -1 || fchdir(host) == -1)
		return -1;
	explain("and the host's again, for the hooks", "chroot(\".\")");
	if (chroot(".") == -1 || fchdir(root) == -1)
		return -1;
	close(host);
	return close(root);
}

int
rootfs_seal(const struct container *c)
{
	struct mount_attr read_only = { .attr_set = MOUNT_ATTR_RDONLY };

	if (leave_old_root(c) == -1)
		return -1;
	for (const char *const *path = c->masked; path && *path; path++)
		if (mounts_mask(*path) == -1)
			return -1;
	for (const char *const *path = c->unwritable; path && *path; path++)
		if (mounts_make_unwritable(*path) == -1)
			return -1;
	if (c->propagation != 0) {
		explain("how what is mounted spreads from now on",
		    "mount(NULL, \"/\", NULL, ..., NULL)");
		if (mount(NULL, "/", NULL, c->propagation, NULL) == -1)
			return -1;
	}
	if (!c->read_only)
		return 0;
	explain("the root itself cannot be written to",
	    "mount_setattr(..., \"/\", 0, {attr_set="
	    "MOUNT_ATTR_RDONLY, ...}, %zu)",
	    sizeof(read_only));
	return mount_setattr(AT_FDCWD, "/", 0, &read_only, sizeof(read_only));
}
