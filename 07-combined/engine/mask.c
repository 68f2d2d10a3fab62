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

#define REASON "masked: not for a container"

/* What covers the masked paths, each opened once for all of them; or -1. */
struct covers {
	int null;          /* the container's /dev/null, for files */
	int empty;         /* a tmpfs that is mounted on the first directory */
	const char *label; /* of that tmpfs; NULL: none of ours */
};

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
mask_file(struct covers *covers, int target, const char *path)
{
	if (covers->null == -1)
		covers->null = open_null();
	if (covers->null == -1)
		return file_close(target, -1);
	return mask_with(covers->null, target, path, REASON);
}

/* A file system that has no path yet: fsopen(2), fsmount(2). */
static int
make_empty(const char *path, const char *label)
{
	int fs = fsopen("tmpfs", FSOPEN_CLOEXEC);
	if (fs == -1)
		return failure_set("fsopen(\"tmpfs\")");
	if (label != NULL &&
	    fsconfig(fs, FSCONFIG_SET_STRING, "context", label, 0) == -1)
		return file_close(
		    fs, failure_set("fsconfig: context=\"%s\"", label));
	if (fsconfig(fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0) == -1)
		return file_close(fs, failure_set("fsconfig: a tmpfs"));
	explain(mount_clone_reason(path, "an empty directory"),
	    "fsmount(..., FSMOUNT_CLOEXEC, MOUNT_ATTR_RDONLY)");
	int tree = fsmount(fs, FSMOUNT_CLOEXEC, MOUNT_ATTR_RDONLY);
	if (tree == -1)
		failure_set("fsmount: a tmpfs");
	return file_close(fs, tree);
}

/* Before Linux 6.15 a mount is copied only from where it is mounted. */
static int
mask_directory(struct covers *covers, int target, const char *path)
{
	if (covers->empty != -1)
		return mask_with(covers->empty, target, path, REASON);
	int tree = make_empty(path, covers->label);
	if (tree == -1)
		return file_close(target, -1);
	covers->empty = fcntl(tree, F_DUPFD_CLOEXEC, 3);
	return mount_attach(tree, target, path, REASON);
}

static int
mask_path(struct covers *covers, const char *path)
{
	struct stat st;

	int target = path_in_root_open(path, 0);
	if (target == -1)
		return errno == ENOENT ? 0 : -1;
	if (fstat(target, &st) == 0 && S_ISDIR(st.st_mode))
		return mask_directory(covers, target, path);
	return mask_file(covers, target, path);
}

int
mask_paths(const char *const *paths, const char *label)
{
	struct covers covers = { -1, -1, label };
	int result = 0;

	for (; result == 0 && *paths != NULL; paths++)
		result = mask_path(&covers, *paths);
	return file_close(covers.null, file_close(covers.empty, result));
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
