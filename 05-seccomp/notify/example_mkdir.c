/* mkdir(2), made by the supervisor in the place of the caller. */
#include "05-seccomp/notify/notify_examples.h"

#include "05-seccomp/rules/syscall_names.h"

#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool has_our_view(const struct notify_call *call);
static int open_start(const struct notify_call *call, bool at);
static int make(int start, char *path, mode_t mode, const char *pattern);

int
notify_mkdir(struct notify_call *call, const char *pattern)
{
	char path[PATH_MAX], name[64];

	/* mkdirat has the directory before the two arguments of mkdir. */
	syscall_name(call->arch, call->number, name, sizeof(name));
	bool at = strcmp(name, "mkdirat") == 0;
	ssize_t length =
	    notify_read_memory(call, call->args[at], path, sizeof(path));
	if (length == -1)
		return errno;
	if (memchr(path, '\0', length) == NULL)
		return length == sizeof(path) ? ENAMETOOLONG : EFAULT;
	snprintf(call->text, sizeof(call->text), "%s(\"%.200s\", 0%o)", name,
	    path, (mode_t)call->args[at + 1]);
	if (path[0] == '\0')
		return ENOENT;
	if (!has_our_view(call))
		return EPERM;

	int start = open_start(call, at);
	if (start == -1)
		return errno;
	int error = make(start, path, call->args[at + 1], pattern);
	close(start);
	return error;
}

/*
 * Does the caller have our user, root directory and mounts? Another user would
 * get our rights, and under another root the directory would be made in the
 * wrong place.
 */
static bool
has_our_view(const struct notify_call *call)
{
	static const char *const files[] = { "root", "ns/mnt" };
	char path[64], self[64];
	struct stat theirs, ours;

	snprintf(path, sizeof(path), "/proc/%d", call->pid);
	if (stat(path, &theirs) == -1 || theirs.st_uid != geteuid())
		return false;
	for (int i = 0; i < 2; i++) {
		snprintf(
		    path, sizeof(path), "/proc/%d/%s", call->pid, files[i]);
		snprintf(self, sizeof(self), "/proc/self/%s", files[i]);
		if (stat(path, &theirs) == -1 || stat(self, &ours) == -1 ||
		    theirs.st_ino != ours.st_ino ||
		    theirs.st_dev != ours.st_dev)
			return false;
	}
	return true;
}

/* Opens the directory at which the caller's relative paths start. */
static int
open_start(const struct notify_call *call, bool at)
{
	char path[64];

	if (at && (int)call->args[0] != AT_FDCWD)
		snprintf(path, sizeof(path), "/proc/%d/fd/%d", call->pid,
		    (int)call->args[0]);
	else
		snprintf(path, sizeof(path), "/proc/%d/cwd", call->pid);
	return open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

/* Does the real path of this name in the directory match? */
static bool
matches(int directory, const char *name, const char *pattern)
{
	char link[64], real[PATH_MAX + NAME_MAX + 2];

	snprintf(link, sizeof(link), "/proc/self/fd/%d", directory);
	ssize_t length = readlink(link, real, PATH_MAX);
	if (length == -1)
		return false;
	snprintf(real + length, sizeof(real) - length, "%s%s",
	    length > 1 ? "/" : "", name);
	return fnmatch(pattern, real, 0) == 0;
}

/*
 * Makes the directory to which the path leads, if the real path matches. The
 * text of the path is not enough: a symbolic link in it leads elsewhere. And
 * the path must not be looked up twice, for matching and for making, because a
 * link could replace a part of it in between. So the parent directory is opened
 * once, and its descriptor is used for both.
 */
static int
make(int start, char *path, mode_t mode, const char *pattern)
{
	char *name = path, before[PATH_MAX] = ".";

	for (size_t n = strlen(path); n > 1 && path[n - 1] == '/'; n--)
		path[n - 1] = '\0';
	char *slash = strrchr(path, '/');
	if (slash != NULL) {
		name = slash + 1;
		snprintf(
		    before, sizeof(before), "%.*s", (int)(name - path), path);
	}
	int directory = openat(start, before, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (directory == -1)
		return errno;
	int error = EACCES;
	if (matches(directory, name, pattern))
		error = mkdirat(directory, name, mode) == -1 ? errno : 0;
	close(directory);
	return error;
}
