#include "07-combined/engine/device_stream.h"

#include "02-namespaces/ns.h"
#include "07-combined/engine/channel.h"
#include "common/explain.h"
#include "common/failure.h"
#include "common/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

/* What an error is about; and the remedy. */
#define DEVICE "standard stream %d, a device of the host's (use a pipe, or -t)"

/*
 * Kernel: Documentation/admin-guide/devices.txt. The master of a terminal is
 * one for isatty(3), too.
 */
static bool
is_terminal(int fd, const struct stat *st)
{
	bool master = st->st_rdev == makedev(5, 2) || major(st->st_rdev) == 2;

	return !master && isatty(fd);
}

/* zero(4), full(4), random(4), urandom(4), and kmsg for writing: two that are
 * opened are as one. */
static bool
is_stateless(int fd, const struct stat *st)
{
	if (major(st->st_rdev) != 1)
		return false;
	switch (minor(st->st_rdev)) {
	case 5:
	case 7:
	case 8:
	case 9:
		return true;
	case 11:
		return (fcntl(fd, F_GETFL) & O_ACCMODE) == O_WRONLY;
	default:
		return false;
	}
}

/*
 * A file is its inode. The pseudo terminals of two devpts have the same
 * numbers: only the inode tells them apart. Any other device is its number,
 * also where the kernel has opened a console before /dev was mounted.
 */
static bool
is_same(int fd, const struct stat *was)
{
	struct stat is;

	if (fstat(fd, &is) == -1 ||
	    (is.st_mode & S_IFMT) != (was->st_mode & S_IFMT) ||
	    is.st_rdev != was->st_rdev)
		return false;
	if (S_ISREG(is.st_mode))
		return is.st_dev == was->st_dev && is.st_ino == was->st_ino;
	return major(is.st_rdev) < 136 || major(is.st_rdev) > 143 ||
	       (is.st_dev == was->st_dev && is.st_ino == was->st_ino);
}

/*
 * open_tree(2) copies mounts of our own mount namespace only, and a terminal
 * that is inherited is often of another: there its name helps. Returns a
 * descriptor, O_PATH, or -1.
 */
static int
open_by_name(int stream, const struct stat *st)
{
	struct open_how how = { .flags = O_PATH | O_CLOEXEC,
		.resolve = RESOLVE_NO_SYMLINKS };
	char link[64], name[PATH_MAX];

	snprintf(link, sizeof(link), "/proc/self/fd/%d", stream);
	ssize_t length = readlink(link, name, sizeof(name) - 1);
	if (length == -1)
		return -1;
	name[length] = '\0';
	int fd = syscall(SYS_openat2, AT_FDCWD, name, &how, sizeof(how));
	if (fd == -1 || is_same(fd, st))
		return fd;
	errno = ESTALE;
	return file_close(fd, -1);
}

/* Returns a read-only mount of nothing but the device, or -1 with errno. */
static int
copy_mount(int stream, const struct stat *st)
{
	struct mount_attr attr = { .attr_set = MOUNT_ATTR_RDONLY };
	int named = open_by_name(stream, st);

	int tree = open_tree(named != -1 ? named : stream, "",
	    AT_EMPTY_PATH | OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
	if (named != -1)
		file_close(named, -1);
	if (tree == -1)
		return failure_set("open_tree: " DEVICE, stream);
	explain("the caller's device, whose mode must not change",
	    "mount_setattr(..., \"\", AT_EMPTY_PATH, ...)");
	if (mount_setattr(tree, "", AT_EMPTY_PATH, &attr, sizeof(attr)) == 0)
		return tree;
	return file_close(tree, failure_set("mount_setattr: " DEVICE, stream));
}

static _Noreturn void
copy_as_user(int end, int stream, const struct stat *st)
{
	struct channel_message message = { .kind = CHANNEL_FILE };
	int tree = ns_unshare(CLONE_NEWUSER | CLONE_NEWNS) == -1
		       ? -1
		       : copy_mount(stream, st);

	if (tree == -1 || channel_send(end, &message, tree) == -1)
		_exit(errno);
	_exit(0);
}

/*
 * A normal user may copy mounts in a user namespace only. The container's, if
 * it is joined, no longer has the host's names; and it is another session, to
 * which /dev/tty is another device. So a process of its own, in a user
 * namespace of its own, fetches the mount.
 */
static int
fetch_mount(int stream, const struct stat *st)
{
	struct channel_message message;
	int ends[2], tree = -1, status;

	if (channel_open(ends) == -1)
		return failure_set("socketpair");
	pid_t pid = fork();
	if (pid == 0)
		copy_as_user(ends[1], stream, st);
	close(ends[1]);
	int result = pid == -1 ? -1 : channel_receive(ends[0], &message, &tree);
	if (pid != -1 && waitpid(pid, &status, 0) == pid && result != 1)
		errno = WIFEXITED(status) ? WEXITSTATUS(status) : ECANCELED;
	if (tree == -1)
		failure_set("a mount of " DEVICE, stream);
	return file_close(ends[0], tree);
}

/* Both are terminals: are they the same? /dev/tty is another one in another
 * session. */
static bool
is_same_terminal(int one, int other)
{
	unsigned int numbers[2];

	return ioctl(one, TIOCGDEV, &numbers[0]) == 0 &&
	       ioctl(other, TIOCGDEV, &numbers[1]) == 0 &&
	       numbers[0] == numbers[1];
}

/*
 * Opens what the mount has, as the stream is open. A serial line without a
 * carrier must not make us wait: it is open already.
 */
static int
open_as(int stream, int tree)
{
	char path[64];
	int flags = fcntl(stream, F_GETFL);

	snprintf(path, sizeof(path), "/proc/self/fd/%d", tree);
	int fd = open(path, (flags & (O_ACCMODE | O_APPEND | O_SYNC)) |
				O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (fd == -1)
		return failure_set("open(\"%s\"): " DEVICE, path, stream);
	if (fcntl(fd, F_SETFL, flags & (O_APPEND | O_NONBLOCK)) == -1)
		return file_close(fd, failure_set("fcntl: " DEVICE, stream));
	if (!isatty(stream) || is_same_terminal(stream, fd))
		return fd;
	errno = ESTALE;
	return file_close(fd, failure_set("open: " DEVICE, stream));
}

/* Can nothing that the container's processes may become change the inode? */
static bool
is_out_of_reach(const struct stat *st)
{
	return geteuid() != 0 && st->st_uid != geteuid();
}

/* Returns the descriptor that takes the stream's place, or -1 with errno. */
static int
open_through_mount(int stream, const struct stat *st)
{
	int tree =
	    geteuid() == 0 ? copy_mount(stream, st) : fetch_mount(stream, st);

	if (tree == -1)
		return -1;
	return file_close(tree, open_as(stream, tree));
}

int
device_stream_open_file(int stream)
{
	struct stat st;

	if (fstat(stream, &st) == -1 || !S_ISREG(st.st_mode) ||
	    (fcntl(stream, F_GETFL) & O_ACCMODE) != O_RDONLY ||
	    is_out_of_reach(&st))
		return stream;
	off_t position = lseek(stream, 0, SEEK_CUR);
	int fd = open_through_mount(stream, &st);
	/* In memory, or of another mount namespace: no mount of ours has it. */
	if (fd == -1 && errno == EINVAL)
		return stream;
	if (fd == -1 || lseek(fd, position, SEEK_SET) == position)
		return fd;
	return file_close(fd, -1);
}

int
device_stream_open(int stream)
{
	struct stat st;

	if (fstat(stream, &st) == -1 || !S_ISCHR(st.st_mode))
		return stream;
	errno = 0;
	if (!is_terminal(stream, &st) && !is_stateless(stream, &st))
		return errno == EIO ? failure_set(DEVICE, stream) : stream;
	if (is_out_of_reach(&st))
		return stream;
	return open_through_mount(stream, &st);
}
