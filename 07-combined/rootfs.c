#include "07-combined/rootfs.h"

#include "07-combined/busybox.h"
#include "07-combined/mounts.h"
#include "common/explain.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
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
stack_layers(const char *image)
{
	char options[PATH_MAX];

	snprintf(options, sizeof(options),
	    "lowerdir=%s,upperdir=" SCRATCH "/upper,workdir=" SCRATCH "/work",
	    image);
	explain("a writable layer on the image, which stays as it is",
	    "mount(\"overlay\", \"" SCRATCH "/root\", \"overlay\", 0, \"%s\")",
	    options);
	return mount("overlay", SCRATCH "/root", "overlay", 0, options);
}

int
rootfs_prepare(struct container *c)
{
	static const char *const directories[] = { SCRATCH "/image",
		SCRATCH "/upper", SCRATCH "/work", SCRATCH "/root" };
	char image[64] = SCRATCH "/image";

	if (ns_make_mounts_private() == -1)
		return -1;

	/* Held before the tmpfs: it may hide where they are. */
	if (c->rootfs != NULL) {
		explain_call("open(\"%s\", O_PATH|O_DIRECTORY)", c->rootfs);
		int fd = open(c->rootfs, O_PATH | O_DIRECTORY | O_CLOEXEC);
		if (fd == -1)
			return -1;
		snprintf(image, sizeof(image), "/proc/self/fd/%d", fd);
	}
	if (mounts_hold(c) == -1)
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
	return stack_layers(image);
}

int
rootfs_enter(void)
{
	if (chdir(SCRATCH "/root") == -1)
		return -1;
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

int
rootfs_fill(const struct container *c)
{
	for (size_t i = 0; i < c->nmounts; i++)
		if (mounts_add(&c->mounts[i]) == -1)
			return -1;
	return mounts_add_devices(c);
}

int
rootfs_seal(const struct container *c)
{
	explain("the host's root, stacked below, is gone",
	    "umount2(\".\", MNT_DETACH)");
	if (umount2(".", MNT_DETACH) == -1)
		return -1;
	if (chdir("/") == -1)
		return -1;

	for (const char *const *path = c->masked; path && *path; path++)
		if (mounts_mask(*path) == -1)
			return -1;
	for (const char *const *path = c->unwritable; path && *path; path++)
		if (mounts_make_unwritable(*path) == -1)
			return -1;
	if (!c->read_only)
		return 0;
	explain("the root itself cannot be written to",
	    "mount(NULL, \"/\", NULL, MS_RDONLY|MS_REMOUNT|MS_BIND, NULL)");
	return mount(NULL, "/", NULL, MS_REMOUNT | MS_BIND | MS_RDONLY, NULL);
}
