#include "07-combined/engine/overlay.h"

#include "07-combined/engine/bind_source.h"
#include "07-combined/engine/busybox.h"
#include "07-combined/engine/detached_mount.h"
#include "common/explain.h"
#include "common/failure.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * All scratch files are in a tmpfs over /tmp that only this mount namespace
 * sees: it is gone when the namespace's last process dies.
 */
#define SCRATCH "/tmp"

/*
 * The image stays as it is: overlayfs shows it as the lower layers, and what
 * the container writes goes to the upper. Of two files with one name the upper
 * one is seen; a device 0:0 hides what is below it, as does a directory that
 * has the attribute "overlay.opaque": the user's kind of it (userxattr), where
 * the other kind needs a privilege. /proc/self/fd spares us the quoting of
 * commas and colons in the paths, and makes them short enough: mount(2) takes
 * no more than a page.
 */
static int
stack_layers(const struct container *c, const char *image, const char *layer)
{
	char options[PATH_MAX], upper[80], work[80];

	snprintf(upper, sizeof(upper), "%s/upper", layer);
	snprintf(work, sizeof(work), "%s/work", layer);
	/* Only its users' root may enter these; what they are in is ours. */
	if (c->upper_fd != -1)
		snprintf(upper, sizeof(upper), "/proc/self/fd/%d", c->upper_fd);
	if (c->work_fd != -1)
		snprintf(work, sizeof(work), "/proc/self/fd/%d", c->work_fd);
	snprintf(options, sizeof(options),
	    "lowerdir=%s,upperdir=%s,workdir=%s%s", image, upper, work,
	    container_has_users(c->spec) ? ",userxattr" : "");
	explain("a writable layer on the image, which stays as it is",
	    "mount(\"overlay\", \"" SCRATCH
	    "/root\", \"overlay\", 0, \"%.300s%s\")",
	    options, strlen(options) > 300 ? "..." : "");
	if (mount("overlay", SCRATCH "/root", "overlay", 0, options) == -1)
		return failure_set("mount(\"overlay\", \"%.300s%s\")", options,
		    strlen(options) > 300 ? "..." : "");
	return 0;
}

/* The layers of the image, or its one directory. */
static size_t
count_lower(const struct container_spec *spec)
{
	return spec->rootfs != NULL ? 1 : spec->nlower;
}

static const char *
lower(const struct container_spec *spec, size_t i)
{
	return spec->rootfs != NULL ? spec->rootfs : spec->lower[i];
}

/* Layers are not opened ahead: no other process may exchange them. */
static int
lower_fd(const struct container_spec *spec)
{
	return spec->rootfs != NULL ? spec->rootfs_fd : -1;
}

/* A detached copy of the mount that the directory is in. */
static int
clone_layer(const char *path, int fd, struct container_mount m, int *tree)
{
	m.source = path;
	m.source_fd = fd;
	m.shallow = true;
	int result = mount_clone_mapped(&m);
	*tree = m.mount_fd;
	return result;
}

/* By way of the tree: overlayfs wants both on the same mount. */
static int
clone_written(struct container *c)
{
	int flags = O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

	c->upper_fd = openat(c->upper_mount, "upper", flags);
	if (c->upper_fd == -1)
		return failure_set("open(\"%s/upper\")", c->spec->upper_dir);
	c->work_fd = openat(c->upper_mount, "work", flags);
	if (c->work_fd == -1)
		return failure_set("open(\"%s/work\")", c->spec->upper_dir);
	return 0;
}

/*
 * Their files are root's: in the mounts they are those of the container's
 * users.
 */
static int
clone_lower(struct container *c)
{
	const struct container_spec *spec = c->spec;
	struct container_mount mapped = { CONTAINER_MOUNT_NO_FDS,
		.uids = spec->uids, .gids = spec->gids, .nuids = spec->nuids,
		.ngids = spec->ngids };
	size_t n = count_lower(spec);

	if (n == 0)
		return 0;
	c->lower_mounts = malloc(n * sizeof(c->lower_mounts[0]));
	if (c->lower_mounts == NULL)
		return failure_set("layers");
	for (size_t i = 0; i < n; i++) {
		int *fd = &c->lower_mounts[c->nlower_mounts++];

		if (clone_layer(lower(spec, i), lower_fd(spec), mapped, fd) ==
		    -1)
			return -1;
	}
	return 0;
}

int
overlay_clone_layers(struct container *c)
{
	const struct container_spec *spec = c->spec;
	struct container_mount ours = { CONTAINER_MOUNT_NO_FDS };

	if (!(spec->namespaces & CLONE_NEWUSER) || spec->no_overlay)
		return 0;
	if (spec->upper_dir != NULL &&
	    (clone_layer(spec->upper_dir, -1, ours, &c->upper_mount) == -1 ||
		clone_written(c) == -1))
		return -1;
	return clone_lower(c);
}

/* The child has a mount namespace of its own: its source_fd is another's. */
static int
open_directory(const char *path, int fd)
{
	return fd != -1 ? bind_source_reopen(fd, path)
			: open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

/*
 * What a directory is called when SCRATCH hides where it is: by the number of
 * its descriptor; or where a held tree of it will be (move_held).
 */
static int
name_directory(const char *path, int fd, int tree, const char *why, char *name,
    size_t size)
{
	snprintf(name, size, SCRATCH "/%d", tree);
	if (tree != -1)
		return 0;
	explain(why,
	    "openat(..., \"%s\", O_RDONLY|O_CLOEXEC|O_PATH|O_DIRECTORY)", path);
	int opened = open_directory(path, fd);
	if (opened == -1)
		return failure_set("open(\"%s\")", path);
	snprintf(name, size, "/proc/self/fd/%d", opened);
	return 0;
}

/* All layers of an image in one text, the top one first. */
static int
name_layers(const struct container *c, char *text, size_t size)
{
	const char *why =
	    c->spec->rootfs != NULL ? "the image" : "a layer of the image";
	char name[64];
	size_t used = 0;

	for (size_t i = 0; i < count_lower(c->spec); i++) {
		int mount = i < c->nlower_mounts ? c->lower_mounts[i] : -1;

		if (name_directory(lower(c->spec, i), lower_fd(c->spec), mount,
			why, name, sizeof(name)) == -1)
			return -1;
		used += snprintf(
		    text + used, size - used, "%s%s", i > 0 ? ":" : "", name);
		if (used < size)
			continue;
		errno = E2BIG;
		return failure_set("layers of the image");
	}
	return 0;
}

static int
move_one(int mount)
{
	char path[64];

	if (mount == -1)
		return 0;
	snprintf(path, sizeof(path), SCRATCH "/%d", mount);
	if (mkdir(path, 0755) == -1)
		return failure_set("mkdir(\"%s\")", path);
	explain("a layer, its files those of our users",
	    "move_mount(..., \"%s\", MOVE_MOUNT_F_EMPTY_PATH)", path);
	if (move_mount(mount, "", AT_FDCWD, path, MOVE_MOUNT_F_EMPTY_PATH) ==
	    -1)
		return failure_set("move_mount(\"%s\")", path);
	return 0;
}

static int
move_held(const struct container *c)
{
	if (move_one(c->upper_mount) == -1)
		return -1;
	for (size_t i = 0; i < c->nlower_mounts; i++)
		if (move_one(c->lower_mounts[i]) == -1)
			return -1;
	return 0;
}

/* Our own tmpfs, and in it what a stack is made of. */
static int
make_scratch(const struct container *c)
{
	static const char *const directories[] = { SCRATCH "/image",
		SCRATCH "/upper", SCRATCH "/work", SCRATCH "/root" };

	explain("scratch space that only this mount namespace sees",
	    "mount(\"tmpfs\", \"" SCRATCH "\", \"tmpfs\", 0, \"mode=755\")");
	if (mount("tmpfs", SCRATCH, "tmpfs", 0, "mode=755") == -1)
		return failure_set("mount(\"tmpfs\", \"" SCRATCH "\")");
	for (int i = 0; i < 4; i++)
		if (mkdir(directories[i], 0755) == -1)
			return failure_set("mkdir(\"%s\")", directories[i]);
	return move_held(c);
}

int
overlay_stack(const struct container *c)
{
	char image[PATH_MAX - 200] = SCRATCH "/image", layer[64] = SCRATCH;

	const struct container_spec *spec = c->spec;

	if (name_layers(c, image, sizeof(image)) == -1)
		return -1;
	if (spec->upper_dir != NULL &&
	    name_directory(spec->upper_dir, -1, c->upper_mount,
		"for what it writes", layer, sizeof(layer)) == -1)
		return -1;
	if (make_scratch(c) == -1)
		return -1;
	if (count_lower(spec) == 0 && busybox_unpack(image) == -1)
		return failure_set("unpacking busybox in %s", image);
	if (stack_layers(c, image, layer) == -1)
		return -1;
	if (chdir(SCRATCH "/root") == -1)
		return failure_set("chdir(\"" SCRATCH "/root\")");
	return 0;
}
