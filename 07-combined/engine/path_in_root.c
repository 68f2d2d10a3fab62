#include "07-combined/engine/path_in_root.h"

#include "common/failure.h"
#include "common/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

/* As many as the kernel follows: path_resolution(7). */
#define LINKS_MAX 40

static int open_in(int root, const char *path, uint64_t resolve);

int
path_in_root_open(const char *path, uint64_t resolve)
{
	return open_in(AT_FDCWD, path, resolve);
}

static int
open_in(int root, const char *path, uint64_t resolve)
{
	struct open_how how = { .flags = O_PATH | O_CLOEXEC,
		.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS | resolve };
	int fd, tries = 100;

	/* EAGAIN: something was renamed just when ".." was followed. */
	do
		fd = syscall(SYS_openat2, root, path, &how, sizeof(how));
	while (fd == -1 && errno == EAGAIN && --tries > 0);
	if (fd == -1)
		return failure_set("openat2(\"%s\", RESOLVE_IN_ROOT%s)", path,
		    resolve & RESOLVE_NO_SYMLINKS ? "|RESOLVE_NO_SYMLINKS"
						  : "");
	return fd;
}

/*
 * For this call the directory is the root, and the kernel's ".." of a root
 * leads to the root again: to the mount on top of it.
 */
int
path_in_root_top(int directory)
{
	return open_in(directory, "..", 0);
}

int
path_in_root_directory(const char *path, const char **name, uint64_t resolve)
{
	size_t length = strlen(path);

	while (length > 1 && path[length - 1] == '/')
		length--;
	while (length > 0 && path[length - 1] != '/')
		length--;
	*name = path + length;
	char *above = strndup(path, length > 0 ? length : 1);
	if (above == NULL)
		return failure_set("%s", path);
	int fd = path_in_root_make(length > 0 ? above : "/", S_IFDIR, resolve);
	free(above);
	return fd;
}

/*
 * Is name, in dir, a link? Then target gets the path that it leads to, which is
 * looked up below the root as any other.
 */
static bool
link_target(
    int dir, const char *path, const char *name, char *target, size_t size)
{
	char text[PATH_MAX], last[NAME_MAX + 1];

	/* With a slash behind it, readlink(2) would follow it. */
	snprintf(last, sizeof(last), "%.*s", (int)strcspn(name, "/"), name);
	ssize_t length = readlinkat(dir, last, text, sizeof(text) - 1);
	if (length <= 0)
		return false;
	text[length] = '\0';
	int above = text[0] == '/' ? 0 : name - path;
	return snprintf(target, size, "%.*s%s", above, path, text) < (int)size;
}

/*
 * Some images have a link that leads nowhere yet, such as /etc/resolv.conf into
 * /run: what it leads to is made, as runc and crun do it.
 */
static int
make(const char *path, mode_t kind, uint64_t resolve, int links)
{
	char target[PATH_MAX];
	const char *name;

	int fd = path_in_root_open(path, resolve);
	if (fd != -1 || errno != ENOENT || path[strspn(path, "/")] == '\0')
		return fd;
	int dir = path_in_root_directory(path, &name, resolve);
	if (dir == -1)
		return -1;
	if (!(resolve & RESOLVE_NO_SYMLINKS) && links > 0 &&
	    link_target(dir, path, name, target, sizeof(target)))
		return file_close(dir, make(target, kind, resolve, links - 1));
	/* Neither follows a link. */
	int result = kind == S_IFDIR ? mkdirat(dir, name, 0755)
				     : mknodat(dir, name, S_IFREG | 0644, 0);
	if (file_close(dir, result) == -1 && errno != EEXIST)
		return failure_set("%s(\"%s\")",
		    kind == S_IFDIR ? "mkdirat" : "mknodat", path);
	return path_in_root_open(path, resolve);
}

int
path_in_root_make(const char *path, mode_t kind, uint64_t resolve)
{
	return make(path, kind, resolve, LINKS_MAX);
}

static bool
names_proc(const char *path)
{
	path += strspn(path, "/");
	return strncmp(path, "proc", 4) == 0 &&
	       (path[4] == '/' || path[4] == '\0');
}

int
path_in_root_target(const char *path, mode_t kind, uint64_t resolve)
{
	return path_in_root_check(path_in_root_make(path, kind, resolve), path);
}

int
path_in_root_check(int fd, const char *path)
{
	struct statfs fs;

	if (fd == -1 || names_proc(path))
		return fd;
	if (fstatfs(fd, &fs) == -1)
		return file_close(fd, failure_set("fstatfs(\"%s\")", path));
	if (fs.f_type != PROC_SUPER_MAGIC)
		return fd;
	errno = EXDEV;
	return file_close(fd,
	    failure_set(
		"%s: a link leads into /proc, which is the kernel's", path));
}
