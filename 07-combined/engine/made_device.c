#include "07-combined/engine/made_device.h"

#include "common/explain.h"
#include "common/failure.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

/* Where the helper has its own tmpfs, which no other process sees. */
#define NODE "/proc/node"

/* The ID outside of one inside; of one that the container does not have: root's. */
static unsigned int
outside(unsigned int id, const struct ns_range *ranges, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (id >= ranges[i].inside &&
		    id - ranges[i].inside < ranges[i].count)
			return ranges[i].outside + (id - ranges[i].inside);
	return 0;
}

static int
make_node(
    const struct container_spec *spec, const struct container_device *device)
{
	explain("a node that the host does not have",
	    "mknodat(AT_FDCWD, \"" NODE "\", %#o, makedev(%#x, %#x))",
	    device->mode, device->major, device->minor);
	if (mknod(NODE, device->mode, makedev(device->major, device->minor)) ==
	    -1)
		return -1;
	if (chown(NODE, outside(device->uid, spec->uids, spec->nuids),
		outside(device->gid, spec->gids, spec->ngids)) == -1)
		return -1;
	/* mknod(2) takes the umask off. */
	return chmod(NODE, device->mode & 07777);
}

/* The helper, in a mount namespace of its own. */
static int
make_mount(const struct container_spec *spec,
    const struct container_device *device, int result)
{
	if (ns_make_mounts_private() == -1 ||
	    mount("tmpfs", "/proc", "tmpfs", 0, "mode=755") == -1 ||
	    make_node(spec, device) == -1)
		return -1;
	int fd = open_tree(AT_FDCWD, NODE, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
	return fd == -1 ? -1 : dup3(fd, result, O_CLOEXEC);
}

int
made_device_clone(
    const struct container_spec *spec, const struct container_device *device)
{
	int status = 0;

	/* The helper shares our descriptors: it puts the mount in this place. */
	int fd = open("/", O_PATH | O_CLOEXEC);
	if (fd == -1)
		return failure_set("open(\"/\")");
	pid_t pid = ns_clone3(CLONE_NEWNS | CLONE_FILES, -1);
	if (pid == 0)
		_exit(make_mount(spec, device, fd) == -1 ? errno : 0);
	if (pid > 0 && waitpid(pid, &status, 0) == pid && status == 0)
		return fd;
	close(fd);
	if (pid == -1)
		return -1;
	errno = WIFEXITED(status) ? WEXITSTATUS(status) : ECANCELED;
	return failure_set("mknod(\"%s\")", device->path);
}
