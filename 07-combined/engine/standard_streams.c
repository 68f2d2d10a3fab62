#include "07-combined/engine/standard_streams.h"

#include "07-combined/engine/device_stream.h"
#include "common/failure.h"
#include "common/file.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

/* null(4) is 1:3, on every machine. */
static bool
is_null(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && S_ISCHR(st.st_mode) &&
	       st.st_rdev == makedev(1, 3);
}

/* exec finds what the container has put there: a FIFO must not make us wait. */
static int
open_null(void)
{
	struct open_how how = { .flags =
				    O_RDWR | O_CLOEXEC | O_NOCTTY | O_NONBLOCK,
		.resolve = RESOLVE_NO_MAGICLINKS };

	int fd = syscall(SYS_openat2, AT_FDCWD, "/dev/null", &how, sizeof(how));
	if (fd == -1)
		return failure_set("openat2(\"/dev/null\")");
	if (is_null(fd))
		return fd;
	errno = EXDEV;
	return file_close(fd, failure_set("openat2(\"/dev/null\")"));
}

/*
 * Most often the caller has one description for all: then so has the container.
 */
static bool
is_one(int stream, int other)
{
	struct stat st[2];

	return fstat(stream, &st[0]) == 0 && fstat(other, &st[1]) == 0 &&
	       S_ISCHR(st[0].st_mode) && st[0].st_dev == st[1].st_dev &&
	       st[0].st_ino == st[1].st_ino &&
	       fcntl(stream, F_GETFL) == fcntl(other, F_GETFL);
}

/* What was left as it is may have an inode in common with another, and no more:
 * the masters of all terminals are /dev/ptmx. */
static int
open_device(const struct container *c, const int streams[3], int i)
{
	for (int j = 0; j < i; j++)
		if (c->stdio[j] != -1 && c->stdio[j] != streams[j] &&
		    is_one(streams[i], streams[j]))
			return c->stdio[j];
	if (c->spec->own_input && i == STDIN_FILENO) {
		int fd = device_stream_open_file(streams[i]);
		if (fd != streams[i])
			return fd;
	}
	return device_stream_open(streams[i]);
}

int
standard_streams_replace(struct container *c)
{
	int streams[3];

	memcpy(streams, c->stdio, sizeof(streams));
	for (int i = 0; i < 3 && !c->spec->terminal; i++) {
		if (streams[i] == -1)
			continue;
		int fd = open_device(c, streams, i);
		/* A terminal that has hung up: nothing comes from there. */
		if (fd == -1 && errno != EIO)
			return -1;
		if (fd != streams[i])
			c->stdio[i] = fd;
	}
	return 0;
}

int
standard_streams_open(struct container *c)
{
	int null = -1;

	for (int i = 0; i < 3 && !c->spec->terminal; i++) {
		if (c->stdio[i] != -1 && !is_null(c->stdio[i]))
			continue;
		if (null == -1 && (null = open_null()) == -1)
			return -1;
		c->stdio[i] = null;
	}
	return 0;
}

void
standard_streams_map(const struct container *c, pid_t pid)
{
	unsigned int uid = -1, gid = -1;
	struct stat st;

	if (geteuid() != 0 || c->spec->terminal ||
	    !container_has_users(c->spec))
		return;
	/* Without a root, fchown(2) leaves all as it is. */
	container_find_root(pid, "uid_map", &uid);
	container_find_root(pid, "gid_map", &gid);
	/* -1 will be its /dev/null: what we have there is not the container's. */
	for (int i = 0; i < 3; i++)
		if (c->stdio[i] != -1 && fstat(c->stdio[i], &st) == 0 &&
		    S_ISFIFO(st.st_mode) && fchown(c->stdio[i], uid, gid) == -1)
			continue; /* then it cannot: no reason to fail */
}

void
standard_streams_give(const struct container *c, uid_t uid)
{
	struct stat st;

	for (int i = 0; i < 3; i++) {
		int fd = c->stdio[i] != -1 ? c->stdio[i] : i;

		if (fstat(fd, &st) == 0 && st.st_uid != uid &&
		    (S_ISFIFO(st.st_mode) ||
			(c->spec->terminal && isatty(fd))) &&
		    fchown(fd, uid, -1) == -1)
			continue; /* then it cannot: no reason to fail */
	}
}
