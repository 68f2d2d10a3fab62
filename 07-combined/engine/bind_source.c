#include "07-combined/engine/bind_source.h"

#include "common/failure.h"
#include "common/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static int
open_path(int directory, const char *path, uint64_t flags, uint64_t resolve);
static int name_of(int fd, char **name);

int
bind_source_open(const char *path, char **name)
{
	int fd = open_path(AT_FDCWD, path, 0, 0);

	if (fd == -1 || name_of(fd, name) == 0)
		return fd;
	return file_close(fd, -1);
}

static int
open_path(int directory, const char *path, uint64_t flags, uint64_t resolve)
{
	struct open_how how = { .flags = O_PATH | O_CLOEXEC | flags,
		.resolve = resolve };

	int fd = syscall(SYS_openat2, directory, path, &how, sizeof(how));
	return fd == -1 ? failure_set("openat2(\"%s\")", path) : fd;
}

/* The kernel knows its path; what is looked up again could be another. */
static int
name_of(int fd, char **name)
{
	char path[64], text[PATH_MAX];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	ssize_t length = readlink(path, text, sizeof(text) - 1);
	if (length == -1)
		return failure_set("readlink(\"%s\")", path);
	text[length] = '\0';
	*name = strdup(text);
	return *name == NULL ? failure_set("%s", text) : 0;
}

int
bind_source_open_in(int directory, const char *file, char **name)
{
	int fd = open_path(directory, file, O_DIRECTORY,
	    RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS);

	if (fd == -1 || name_of(fd, name) == 0)
		return fd;
	return file_close(fd, -1);
}

int
bind_source_reopen(int source, const char *name)
{
	struct stat was, is;

	int fd = open_path(AT_FDCWD, name, 0, RESOLVE_NO_SYMLINKS);
	if (fd == -1)
		return -1;
	if (fstat(source, &was) == -1 || fstat(fd, &is) == -1)
		return file_close(fd, failure_set("fstat(\"%s\")", name));
	if (was.st_dev == is.st_dev && was.st_ino == is.st_ino)
		return fd;
	errno = ESTALE;
	return file_close(fd, failure_set("fstat(\"%s\")", name));
}
