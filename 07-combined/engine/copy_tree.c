#include "07-combined/engine/copy_tree.h"

#include "07-combined/engine/sparse.h"
#include "common/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int copy_entry(int from, const char *name, int to);

static bool
is_dot(const char *name)
{
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

static int
copy_entries(int from, int to)
{
	struct dirent *entry = NULL;
	int result = 0;

	/* From O_PATH to one that can be read: "." leads nowhere else. */
	int fd = openat(from, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *directory = fd == -1 ? NULL : fdopendir(fd);
	if (directory == NULL)
		return file_close(fd, -1);
	while (result == 0) {
		errno = 0;
		entry = readdir(directory);
		if (entry == NULL)
			break;
		if (!is_dot(entry->d_name))
			result = copy_entry(fd, entry->d_name, to);
	}
	if (entry == NULL && errno != 0)
		result = -1;
	int saved_errno = errno;
	closedir(directory);
	errno = saved_errno;
	return result;
}

/*
 * All changes are by descriptor: the copy may be in a volume of another
 * container, which exchanges names. The owner comes first, because chown(2)
 * clears S_ISUID and S_ISGID. The mode is set by /proc/self/fd: fchmod(2) does
 * not take a descriptor with O_PATH.
 */
static int
set_status(int copy, const struct stat *st)
{
	const struct timespec times[] = { st->st_atim, st->st_mtim };
	mode_t mode = st->st_mode & 07777;
	char path[64];

	if (fchownat(copy, "", st->st_uid, st->st_gid, AT_EMPTY_PATH) == -1) {
		if (errno != EPERM && errno != EINVAL)
			return -1;
		mode &= ~(S_ISUID | S_ISGID);
	}
	snprintf(path, sizeof(path), "/proc/self/fd/%d", copy);
	if (!S_ISLNK(st->st_mode) && chmod(path, mode) == -1)
		return -1;
	return utimensat(copy, "", times, AT_EMPTY_PATH);
}

/*
 * The copies: each function returns a descriptor of what it has made, or -1.
 *
 * /proc/self/fd opens what the descriptor is, whatever has its name by now.
 */
static int
copy_file(int file, int to, const char *name, off_t size)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	int in = open(path, O_RDONLY | O_CLOEXEC);
	if (in == -1)
		return -1;
	int out =
	    openat(to, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (out != -1 && sparse_copy(in, out, size) == -1)
		out = file_close(out, -1);
	return file_close(in, out);
}

/* Opens the new file, unless the name leads to another kind of file by now. */
static int
open_made(int to, const char *name, mode_t mode)
{
	struct stat st;
	int made = openat(to, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);

	if (made == -1)
		return -1;
	if (fstat(made, &st) == 0 && (st.st_mode & S_IFMT) == (mode & S_IFMT))
		return made;
	errno = ESTALE;
	return file_close(made, -1);
}

static int
copy_directory(int directory, int to, const char *name)
{
	if (mkdirat(to, name, 0700) == -1)
		return -1;
	int made = open_made(to, name, S_IFDIR);
	if (made != -1 && copy_entries(directory, made) == -1)
		return file_close(made, -1);
	return made;
}

static int
copy_link(int link, int to, const char *name)
{
	char text[PATH_MAX];
	ssize_t length = readlinkat(link, "", text, sizeof(text) - 1);

	if (length == -1)
		return -1;
	text[length] = '\0';
	if (symlinkat(text, to, name) == -1)
		return -1;
	return open_made(to, name, S_IFLNK);
}

static int
copy_node(int to, const char *name, const struct stat *st)
{
	if (mknodat(to, name, st->st_mode, st->st_rdev) == -1)
		return -1;
	return open_made(to, name, st->st_mode);
}

static int
copy_entry(int from, const char *name, int to)
{
	struct stat st;
	int copy;

	int entry = openat(from, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	if (entry == -1)
		return errno == ENOENT ? 0 : -1; /* removed meanwhile */
	if (fstat(entry, &st) == -1)
		return file_close(entry, -1);
	if (S_ISDIR(st.st_mode))
		copy = copy_directory(entry, to, name);
	else if (S_ISREG(st.st_mode))
		copy = copy_file(entry, to, name, st.st_size);
	else if (S_ISLNK(st.st_mode))
		copy = copy_link(entry, to, name);
	else
		copy = copy_node(to, name, &st);
	file_close(entry, copy);
	return copy == -1 ? -1 : file_close(copy, set_status(copy, &st));
}

int
copy_tree(int from, int to)
{
	struct stat st;

	if (fstat(from, &st) == -1 || copy_entries(from, to) == -1)
		return -1;
	return set_status(to, &st);
}
