#include "07-combined/engine/mask.h"

#include "07-combined/engine/detached_mount.h"
#include "07-combined/engine/path_in_root.h"
#include "common/explain.h"
#include "common/failure.h"
#include "common/file.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define NOBODYS "covered: nobody's business in a container"

int
mask_with(int file, int target, const char *path, const char *why)
{
	if (target == -1)
		return -1;
	int tree = open_tree(
	    file, "", AT_EMPTY_PATH | OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
	if (tree == -1)
		return file_close(
		    target, failure_set("open_tree: what covers %s", path));
	return mount_attach(tree, target, path, why);
}

/* An image may have brought something else along under that name. */
static int
open_null(void)
{
	struct stat st;

	int fd = path_in_root_open("/dev/null", 0);
	if (fd == -1)
		return -1;
	if (fstat(fd, &st) == 0 && S_ISCHR(st.st_mode) &&
	    st.st_rdev == makedev(1, 3))
		return fd;
	errno = ENODEV;
	return file_close(fd, failure_set("/dev/null of the container"));
}

static int
mask_file(int target, const char *path)
{
	int null = open_null();

	if (null == -1)
		return file_close(target, -1);
	return file_close(null, mask_with(null, target, path, NOBODYS));
}

/* A file system that has no path yet: fsopen(2), fsmount(2). */
static int
make_empty(const char *path)
{
	int fs = fsopen("tmpfs", FSOPEN_CLOEXEC);
	if (fs == -1)
		return failure_set("fsopen(\"tmpfs\")");
	if (fsconfig(fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0) == -1)
		return file_close(fs, failure_set("fsconfig: a tmpfs"));
	explain(mount_clone_reason(path, "an empty directory"),
	    "fsmount(..., FSMOUNT_CLOEXEC, MOUNT_ATTR_RDONLY)");
	int tree = fsmount(fs, FSMOUNT_CLOEXEC, MOUNT_ATTR_RDONLY);
	if (tree == -1)
		failure_set("fsmount: a tmpfs");
	return file_close(fs, tree);
}

static int
mask_directory(int target, const char *path)
{
	int tree = make_empty(path);

	if (tree == -1)
		return file_close(target, -1);
	return mount_attach(tree, target, path, NOBODYS);
}

int
mask_paths(const char *path)
{
	struct stat st;

	int target = path_in_root_open(path, 0);
	if (target == -1)
		return errno == ENOENT ? 0 : -1;
	if (fstat(target, &st) == 0 && S_ISDIR(st.st_mode))
		return mask_directory(target, path);
	return mask_file(target, path);
}

int
mask_read_only(const char *path)
{
	struct container_mount m = { CONTAINER_MOUNT_NO_FDS, .source = path,
		.below.set = MOUNT_ATTR_RDONLY };

	int target = path_in_root_open(path, 0);
	if (target == -1)
		return errno == ENOENT ? 0 : -1;
	if (mount_clone(target, "", &m) == -1)
		return file_close(target, -1);
	return mount_attach(m.mount_fd, target, path,
	    "a switch of the whole machine: read-only");
}
