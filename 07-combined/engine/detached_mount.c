#include "07-combined/engine/detached_mount.h"

#include "07-combined/engine/bind_source.h"
#include "07-combined/engine/made_device.h"
#include "common/explain.h"
#include "common/failure.h"
#include "common/file.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef AT_RECURSIVE /* <linux/fcntl.h>, which clashes with <fcntl.h> */
#define AT_RECURSIVE 0x8000
#endif

static const char *
why(const struct mount_attr *attr)
{
	if (attr->attr_set & MOUNT_ATTR_IDMAP)
		return "its files belong to the container's users";
	if (attr->attr_set & MOUNT_ATTR_RDONLY)
		return "read-only";
	if (attr->attr_set != 0 || attr->attr_clr != 0)
		return "what its files may be used for";
	return "its mount propagation";
}

/* Changes what a mount allows, and with AT_RECURSIVE all below it. */
static int
change(int tree, const struct container_mount *m, int flags,
    struct mount_attr attr)
{
	if (attr.attr_set == 0 && attr.attr_clr == 0 && attr.propagation == 0)
		return 0;
	explain(mount_clone_reason(
		    m->type == NULL ? m->source : m->target, why(&attr)),
	    "mount_setattr(..., \"\", AT_EMPTY_PATH%s, ...)",
	    flags & AT_RECURSIVE ? "|AT_RECURSIVE" : "");
	if (mount_setattr(
		tree, "", AT_EMPTY_PATH | flags, &attr, sizeof(attr)) == -1)
		return failure_set("mount_setattr(\"%s\")",
		    m->type == NULL ? m->source : m->target);
	return 0;
}

/*
 * A user namespace without a process, with these users: only its descriptor is
 * wanted.
 */
static int
open_user_namespace(const struct container_mount *m)
{
	char path[64];
	int fd = -1;

	pid_t pid = ns_clone3(CLONE_NEWUSER, -1);
	if (pid == 0)
		for (;;)
			pause();
	if (pid == -1)
		return -1;
	snprintf(path, sizeof(path), "/proc/%d/ns/user", (int)pid);
	if (ns_map_ids(pid, m->uids, m->nuids, m->gids, m->ngids) == 0) {
		fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd == -1)
			failure_set("open(\"%s\")", path);
	}
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	return fd;
}

/* Files that belong to "outside" belong to "inside" by way of this mount. */
static int
map_owners(int tree, const struct container_mount *m)
{
	int fd = open_user_namespace(m);
	if (fd == -1)
		return -1;
	int result = change(tree, m, m->shallow ? 0 : AT_RECURSIVE,
	    (struct mount_attr){
		.attr_set = MOUNT_ATTR_IDMAP, .userns_fd = fd });
	close(fd);
	return result;
}

int
mount_set_attributes(int tree, const struct container_mount *m)
{
	struct mount_attr below = { .attr_set = m->below.set,
		.attr_clr = m->below.clear };
	struct mount_attr here = { .attr_set = m->here.set,
		.attr_clr = m->here.clear };

	(m->propagation & MS_REC ? &below : &here)->propagation =
	    m->propagation & ~MS_REC;
	if (change(tree, m, AT_RECURSIVE, below) == -1 ||
	    change(tree, m, 0, here) == -1)
		return -1;
	return m->nuids == 0 ? 0 : map_owners(tree, m);
}

int
mount_clone(int dir, const char *path, struct container_mount *m)
{
	m->mount_fd = open_tree(dir, path,
	    OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH |
		(m->shallow ? 0 : AT_RECURSIVE));
	if (m->mount_fd == -1)
		return failure_set("open_tree(\"%s\")", m->source);

	/* What is mounted in the container is to stay there. */
	if ((m->propagation & ~MS_REC) == 0)
		m->propagation = MS_PRIVATE | MS_REC;

	/* The new API numbers these flags as mount(2) does. */
	m->below.set |=
	    m->flags & (MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC);
	return mount_set_attributes(m->mount_fd, m);
}

const char *
mount_clone_reason(const char *path, const char *why)
{
	static char text[PATH_MAX + 100];

	snprintf(text, sizeof(text), "%s: %s", path, why);
	return text;
}

int
mount_attach(int tree, int target, const char *path, const char *why)
{
	if (target == -1)
		return file_close(tree, -1);
	explain(mount_clone_reason(path, why),
	    "move_mount(..., \"\", ..., \"\", "
	    "MOVE_MOUNT_F_EMPTY_PATH|MOVE_MOUNT_T_EMPTY_PATH)");
	int result = move_mount(tree, "", target, "",
	    MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH);
	if (result == -1)
		failure_set("move_mount(\"%s\")", path);
	return file_close(tree, file_close(target, result));
}

bool
mount_is_device(const struct stat *st, const struct container_device *device)
{
	return (st->st_mode & S_IFMT) == (device->mode & S_IFMT) &&
	       (S_ISFIFO(st->st_mode) ||
		   st->st_rdev == makedev(device->major, device->minor));
}

/*
 * A mount of another mount namespace cannot be copied, EINVAL: so it is with
 * what the parent has opened for a child in a mount namespace of its own.
 */
int
mount_clone_source(struct container_mount *m)
{
	if (m->source_fd == -1)
		return mount_clone(AT_FDCWD, m->source, m);
	if (mount_clone(m->source_fd, "", m) == 0)
		return 0;
	if (m->mount_fd != -1 || errno != EINVAL)
		return -1;
	int again = bind_source_reopen(m->source_fd, m->source);
	return again == -1 ? -1 : file_close(again, mount_clone(again, "", m));
}

int
mount_clone_mapped(struct container_mount *m)
{
	int result = mount_clone_source(m);

	if (result == 0 || m->mount_fd == -1 || errno != EINVAL)
		return result;
	warnx("%s: its file system cannot map owners: inside, all files belong "
	      "to uid 65534",
	    m->source);
	return 0;
}

static int
clone_bind(struct container_mount *m)
{
	return m->map_if_able ? mount_clone_mapped(m) : mount_clone_source(m);
}

static int
clone_device(const struct container_device *device, int *mount_fd)
{
	struct container_mount m = { CONTAINER_MOUNT_NO_FDS, .shallow = true,
		.source = device->source ? device->source : device->path };
	struct stat st;

	int result = mount_clone(AT_FDCWD, m.source, &m);
	*mount_fd = m.mount_fd;
	if (result == -1)
		return -1;
	/* Its path may lead to another file by now. */
	if (fstat(m.mount_fd, &st) == -1)
		return failure_set("fstat(\"%s\")", m.source);
	if (mount_is_device(&st, device))
		return 0;
	errno = ENODEV;
	return failure_set("fstat(\"%s\")", m.source);
}

int
mount_has_all_users(void)
{
	char map[64];

	if (file_read("/proc/self/uid_map", map, sizeof(map)) != -1)
		return strstr(map, " 4294967295") != NULL;
	if (errno == EFBIG)
		return 0;
	return failure_set("read(\"/proc/self/uid_map\")");
}

/* In a user namespace no process may make device nodes. */
static int
clone_devices(struct container *c)
{
	const struct container_spec *spec = c->spec;

	if (spec->ndevices == 0)
		return 0;
	c->device_fds = malloc(spec->ndevices * sizeof(c->device_fds[0]));
	if (c->device_fds == NULL)
		return failure_set("devices");
	for (size_t i = 0; i < spec->ndevices; i++) {
		int *fd = &c->device_fds[c->ndevice_fds++];

		*fd = -1;
		if (clone_device(&spec->devices[i], fd) == 0)
			continue;
		if (*fd != -1)
			close(*fd);
		*fd = -1;
		/* The host has none of this path, or another one. */
		if (errno == ENOENT || errno == ENODEV)
			*fd = made_device_clone(spec, &spec->devices[i]);
		if (*fd == -1)
			return -1;
	}
	return 0;
}

int
mount_clone_all(struct container *c)
{
	const struct container_spec *spec = c->spec;
	int all_users = mount_has_all_users();
	bool nodes = container_has_users(spec) || !all_users;

	if (all_users == -1)
		return -1;
	c->sources_cloned = true;
	/* While it is filled, nothing of it is to be seen elsewhere. */
	c->root = (struct container_mount){ .source = spec->rootfs,
		.source_fd = spec->rootfs_fd,
		.mount_fd = -1,
		.propagation = (spec->propagation & MS_SLAVE) | MS_REC };
	if (spec->no_overlay && mount_clone_source(&c->root) == -1)
		return -1;
	for (size_t i = 0; i < c->nmounts; i++)
		if (c->mounts[i].type == NULL && !c->mounts[i].own &&
		    c->mounts[i].mount_fd == -1 &&
		    clone_bind(&c->mounts[i]) == -1)
			return -1;
	return nodes ? clone_devices(c) : 0;
}

static void
close_one(int *fd)
{
	if (*fd != -1)
		close(*fd);
	*fd = -1;
}

static void
close_list(int *fds, size_t n)
{
	for (size_t i = 0; i < n; i++)
		close_one(&fds[i]);
}

/*
 * Open, sources would keep the file systems that they are in from unmounting.
 */
void
mount_clone_release(struct container *c)
{
	close_one(&c->root.source_fd);
	close_one(&c->root.mount_fd);
	for (size_t i = 0; i < c->nmounts; i++) {
		close_one(&c->mounts[i].source_fd);
		close_one(&c->mounts[i].mount_fd);
	}
	close_list(c->device_fds, c->ndevice_fds);
	close_one(&c->upper_mount);
	close_one(&c->upper_fd);
	close_one(&c->work_fd);
	close_list(c->lower_mounts, c->nlower_mounts);
}
