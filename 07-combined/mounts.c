#include "07-combined/mounts.h"

#include "07-combined/busybox.h"
#include "07-combined/hold.h"
#include "common/explain.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

/* The flags as strace prints them. */
static const char *
flags_text(unsigned long flags, char *text, size_t size)
{
	static const struct {
		unsigned long flag;
		const char *name;
	} names[] = {
		{ MS_RDONLY, "MS_RDONLY" },
		{ MS_NOSUID, "MS_NOSUID" },
		{ MS_NODEV, "MS_NODEV" },
		{ MS_NOEXEC, "MS_NOEXEC" },
		{ MS_STRICTATIME, "MS_STRICTATIME" },
	};
	size_t used = snprintf(text, size, "%s", flags == 0 ? "0" : "");

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (flags & names[i].flag && used < size)
			used += snprintf(text + used, size - used, "%s%s",
			    used > 0 ? "|" : "", names[i].name);
	return text;
}

static int
make_directory(const char *path)
{
	struct stat st;

	if (stat(path, &st) == 0)
		return 0;
	explain("a place to mount on", "mkdir(\"%s\", 0755)", path);
	return mkdir(path, 0755);
}

/* Makes the directories above a path, as mkdir -p does. */
static int
make_parents(const char *path)
{
	char copy[PATH_MAX];

	snprintf(copy, sizeof(copy), "%s", path);
	for (char *slash = strchr(copy + 1, '/'); slash != NULL;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (make_directory(copy) == -1)
			return -1;
		*slash = '/';
	}
	return 0;
}

/* Makes what a mount needs to lie on: a directory, or for a file a file. */
static int
make_target(const char *path, bool directory)
{
	struct stat st;

	if (make_parents(path) == -1)
		return -1;
	if (directory || stat(path, &st) == 0)
		return make_directory(path);
	explain_call("open(\"%s\", O_WRONLY|O_CREAT)", path);
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
	return fd == -1 ? -1 : close(fd);
}

int
mounts_make_directory(const char *path)
{
	return make_target(path, true);
}

/* Mounts what is held, and lets go of it. */
static int
move_in(int tree, const char *target, const char *why)
{
	explain(
	    why, "move_mount(..., \"%s\", MOVE_MOUNT_F_EMPTY_PATH)", target);
	int result =
	    move_mount(tree, "", AT_FDCWD, target, MOVE_MOUNT_F_EMPTY_PATH);
	int saved_errno = errno;
	close(tree);
	errno = saved_errno;
	return result;
}

static int
add_bind(const struct container_mount *m)
{
	struct stat st;

	if (fstat(m->tree, &st) == -1 ||
	    make_target(m->target, S_ISDIR(st.st_mode)) == -1)
		return -1;
	return move_in(m->tree, m->target, m->source);
}

/* What a file system of this type shows in a container. */
static const char *
why(const char *type)
{
	static const char *const texts[][2] = {
		{ "proc", "the processes of this PID namespace" },
		{ "devpts", "the terminals of this container" },
		{ "mqueue", "the message queues of this IPC namespace" },
		{ "sysfs", "the devices of this network namespace" },
		{ "tmpfs", "in memory, and empty" },
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (strcmp(texts[i][0], type) == 0)
			return texts[i][1];
	return "a file system that was asked for";
}

/* From a directory that nothing but its descriptor reaches any more. */
static int
copy_up(int directory, const char *target)
{
	char *cp[] = { "cp", "-a", ".", (char *)target, NULL };
	int status;

	explain_call("cp -a . %s", target);
	pid_t pid = fork();
	if (pid == 0 && fchdir(directory) == 0)
		busybox_execute(cp, -1, -1);
	if (pid == 0)
		_exit(EXIT_FAILURE);
	close(directory);
	if (pid == -1 || waitpid(pid, &status, 0) == -1)
		return -1;
	errno = EIO;
	return status == 0 ? 0 : -1;
}

int
mounts_add(const struct container_mount *m)
{
	int covered = -1;
	char flags[128], data[256] = "NULL";

	if (m->type == NULL)
		return add_bind(m);
	if (make_target(m->target, true) == -1)
		return -1;
	if (m->data != NULL)
		snprintf(data, sizeof(data), "\"%s\"", m->data);
	explain(why(m->type), "mount(\"%s\", \"%s\", \"%s\", %s, %s)",
	    m->source, m->target, m->type,
	    flags_text(m->flags, flags, sizeof(flags)), data);
	if (m->copy_up)
		covered = open(m->target, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (mount(m->source, m->target, m->type, m->flags, m->data) == -1 ||
	    hold_change(AT_FDCWD, m->target, m) == -1)
		return -1;
	return covered == -1 ? 0 : copy_up(covered, m->target);
}

/* What the image has there already may be just what is wanted. */
static int
check_device(const struct container_device *device, dev_t number)
{
	struct stat st;

	if (lstat(device->path, &st) == -1)
		return -1;
	if ((st.st_mode & S_IFMT) == (device->mode & S_IFMT) &&
	    (S_ISFIFO(st.st_mode) || st.st_rdev == number))
		return 0;
	errno = EEXIST;
	return -1;
}

static int
add_device(const struct container_device *device)
{
	dev_t number = makedev(device->major, device->minor);

	if (device->tree != -1) {
		if (make_target(device->path, false) == -1)
			return -1;
		return move_in(device->tree, device->path, "the host's node");
	}
	explain_call("mknod(\"%s\")", device->path);
	if (make_parents(device->path) == -1)
		return -1;
	if (mknod(device->path, device->mode, number) == -1)
		return errno == EEXIST ? check_device(device, number) : -1;
	if (device->uid == 0 && device->gid == 0)
		return 0;
	return lchown(device->path, device->uid, device->gid);
}

int
mounts_add_devices(const struct container *c)
{
	static const char *const links[][2] = {
		{ "/proc/self/fd", "/dev/fd" },
		{ "/proc/self/fd/0", "/dev/stdin" },
		{ "/proc/self/fd/1", "/dev/stdout" },
		{ "/proc/self/fd/2", "/dev/stderr" },
		{ "pts/ptmx", "/dev/ptmx" },
	};
	mode_t old = umask(0); /* the modes are meant as they stand */

	for (size_t i = 0; i < c->ndevices; i++)
		if (add_device(&c->devices[i]) == -1)
			return -1;
	umask(old);
	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++) {
		explain_call(
		    "symlink(\"%s\", \"%s\")", links[i][0], links[i][1]);
		if (symlink(links[i][0], links[i][1]) == -1 && errno != EEXIST)
			return -1;
	}
	return 0;
}

int
mounts_mask(const char *path)
{
	struct stat st;

	explain_call("stat(\"%s\")", path);
	if (stat(path, &st) == -1)
		return errno == ENOENT ? 0 : -1;
	if (S_ISDIR(st.st_mode)) {
		explain("covered: nobody's business in a container",
		    "mount(\"tmpfs\", \"%s\", \"tmpfs\", MS_RDONLY, NULL)",
		    path);
		return mount("tmpfs", path, "tmpfs", MS_RDONLY, NULL);
	}
	explain("covered: nobody's business in a container",
	    "mount(\"/dev/null\", \"%s\", NULL, MS_BIND, NULL)", path);
	return mount("/dev/null", path, NULL, MS_BIND, NULL);
}

int
mounts_make_unwritable(const char *path)
{
	struct container_mount m = { .source = path,
		.below.set = MOUNT_ATTR_RDONLY };

	if (hold_source(&m) == -1)
		return errno == ENOENT ? 0 : -1;
	return move_in(
	    m.tree, path, "a switch of the whole machine: read-only");
}
