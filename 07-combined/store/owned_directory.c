#include "07-combined/store/owned_directory.h"

#include "common/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define LINKS_MAX 40 /* as the kernel: path_resolution(7) */

/* A user ID that has none in this user namespace is shown as this one. */
#define UNMAPPED 65534

static char problem[2 * PATH_MAX];

/* A path that is being resolved, as the kernel does it, with one more check. */
struct walk {
	const char *path;    /* as it was given, for people */
	int at;              /* how far we are, O_PATH */
	char rest[PATH_MAX]; /* what is still to go */
	int links;           /* followed so far */
	bool make;
};

const char *
directory_problem(void)
{
	return problem;
}

static int
refuse(const char *format, ...) __attribute__((format(printf, 1, 2)));

static int
refuse(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(problem, sizeof(problem), format, ap);
	va_end(ap);
	errno = EPERM;
	return -1;
}

/* In a user namespace, the host's root is not one of the users. */
static bool
is_initial_namespace(void)
{
	char text[256];
	unsigned int inside, outside, count;

	return file_read("/proc/self/uid_map", text, sizeof(text)) == -1 ||
	       (sscanf(text, "%u %u %u", &inside, &outside, &count) == 3 &&
		   inside == 0 && outside == 0 && count == 4294967295);
}

static bool
is_trusted(uid_t uid)
{
	return uid == geteuid() || uid == 0 ||
	       (uid == UNMAPPED && !is_initial_namespace());
}

/* Cuts the first name off what is still to go. Returns whether there is one. */
static bool
next_name(struct walk *w, char name[PATH_MAX])
{
	size_t start = strspn(w->rest, "/");
	size_t length = strcspn(w->rest + start, "/");

	memcpy(name, w->rest + start, length);
	name[length] = '\0';
	start += length;
	start += strspn(w->rest + start, "/");
	memmove(w->rest, w->rest + start, strlen(w->rest + start) + 1);
	return length > 0;
}

/* What the link says is the way from here on, before what is still to go. */
static int
follow(struct walk *w, int link, const struct stat *st)
{
	char target[PATH_MAX], rest[2 * PATH_MAX];

	if (!is_trusted(st->st_uid))
		return refuse("%s: a link in it belongs to uid %u, not to "
			      "uid %u",
		    w->path, st->st_uid, geteuid());
	if (++w->links > LINKS_MAX) {
		errno = ELOOP;
		return -1;
	}
	ssize_t length = readlinkat(link, "", target, sizeof(target) - 1);
	if (length == -1)
		return -1;
	target[length] = '\0';
	if (snprintf(rest, sizeof(rest), "%s/%s", target, w->rest) >=
	    (int)sizeof(w->rest)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	strcpy(w->rest, rest);
	if (target[0] != '/')
		return 0;
	close(w->at);
	w->at = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	return w->at == -1 ? -1 : 0;
}

static int
open_name(const struct walk *w, const char *name)
{
	int fd = openat(w->at, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);

	if (fd != -1 || errno != ENOENT || !w->make)
		return fd;
	mode_t mode = w->rest[0] == '\0' ? 0700 : 0711;
	if (mkdirat(w->at, name, mode) == -1 && errno != EEXIST)
		return -1;
	return openat(w->at, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
}

static int
step(struct walk *w, const char *name)
{
	struct stat st;

	int fd = open_name(w, name);
	if (fd == -1)
		return -1;
	if (fstat(fd, &st) == -1)
		return file_close(fd, -1);
	if (S_ISLNK(st.st_mode))
		return file_close(fd, follow(w, fd, &st));
	if (!S_ISDIR(st.st_mode)) {
		close(fd);
		errno = ENOTDIR;
		return -1;
	}
	close(w->at);
	w->at = fd;
	return 0;
}

/* The descriptor is of one directory for ever, whatever the path becomes. */
static int
check(const char *path, int fd, bool *wide)
{
	struct stat st = { 0 };

	if (fstat(fd, &st) == -1)
		return -1;
	*wide = (st.st_mode & (S_IRWXG | S_IRWXO)) != 0;
	if (st.st_uid != geteuid())
		return refuse("%s belongs to uid %u, not to uid %u", path,
		    st.st_uid, geteuid());
	if (st.st_mode & (S_IWGRP | S_IWOTH))
		return refuse("%s can be written to by other users (mode %04o)",
		    path, st.st_mode & 07777);
	return 0;
}

/* O_PATH reads nothing, locks nothing, and changes no mode. */
static int
open_checked(const struct walk *w, bool narrow)
{
	bool wide = false;

	if (check(w->path, w->at, &wide) == -1)
		return -1;
	int fd = openat(w->at, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd == -1 || !narrow || !wide)
		return fd;
	/* Older versions made the data directory with 0711. */
	return fchmod(fd, S_IRWXU) == 0 ? fd : file_close(fd, -1);
}

/* Where the path begins: a relative one where we are. */
static int
begin(struct walk *w)
{
	if (snprintf(w->rest, sizeof(w->rest), "%s", w->path) >=
	    (int)sizeof(w->rest)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	w->at = open(
	    w->rest[0] == '/' ? "/" : ".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	return w->at == -1 ? -1 : 0;
}

int
directory_open(const char *path, bool make, bool narrow)
{
	struct walk w = { .path = path, .at = -1, .make = make };
	char name[PATH_MAX];

	problem[0] = '\0';
	int result = begin(&w);
	while (result == 0 && next_name(&w, name))
		result = step(&w, name);
	int fd = result == 0 ? open_checked(&w, narrow) : -1;
	if (fd == -1 && problem[0] == '\0')
		snprintf(
		    problem, sizeof(problem), "%s: %s", path, strerror(errno));
	return w.at == -1 ? -1 : file_close(w.at, fd);
}

int
directory_open_below(int root, const char *path, int flags, mode_t mode)
{
	struct open_how how = { .flags = flags | O_CLOEXEC | O_NONBLOCK,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS |
			   RESOLVE_NO_MAGICLINKS };

	if (flags & O_PATH)
		how.flags &= ~(__u64)O_NONBLOCK;
	if (flags & O_CREAT)
		how.mode = mode;
	return syscall(SYS_openat2, root, path, &how, sizeof(how));
}

int
directory_make_below(int root, const char *path)
{
	char copy[PATH_MAX], *slash = copy;

	if (snprintf(copy, sizeof(copy), "%s", path) >= PATH_MAX) {
		errno = ENAMETOOLONG;
		return -1;
	}
	int at = openat(root, ".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	while (at != -1 && slash != NULL) {
		const char *name = strsep(&slash, "/");
		int result = mkdirat(at, name, 0700);

		if (result == -1 && errno != EEXIST)
			return file_close(at, -1);
		int next = openat(
		    at, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		at = file_close(at, next);
	}
	return at == -1 ? -1 : close(at);
}
