#include "07-combined/engine/copy_tree.h"

#include "common/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/sendfile.h>
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

/* The owner first: chown(2) takes S_ISUID and S_ISGID away. */
static int
set_status(int to, const char *name, const struct stat *st)
{
	const struct timespec times[] = { st->st_atim, st->st_mtim };
	mode_t mode = st->st_mode & 07777;

	if (fchownat(to, name, st->st_uid, st->st_gid, AT_SYMLINK_NOFOLLOW) ==
	    -1) {
		if (errno != EPERM && errno != EINVAL)
			return -1;
		mode &= ~(S_ISUID | S_ISGID);
	}
	if (!S_ISLNK(st->st_mode) && fchmodat(to, name, mode, 0) == -1)
		return -1;
	return utimensat(to, name, times, AT_SYMLINK_NOFOLLOW);
}

/* As much as there was at first: the file may grow as fast as it is read. */
static int
copy_bytes(int in, int out, off_t left)
{
	while (left > 0) {
		ssize_t n = sendfile(out, in, NULL, left);
		if (n == -1)
			return -1;
		if (n == 0)
			return 0;
		left -= n;
	}
	return 0;
}

/* /proc/self/fd opens what the descriptor is, whatever has its name by now. */
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
	int result = out == -1 ? -1 : copy_bytes(in, out, size);
	if (out != -1)
		result = file_close(out, result);
	return file_close(in, result);
}

static int
copy_directory(int directory, int to, const char *name)
{
	if (mkdirat(to, name, 0700) == -1)
		return -1;
	int made =
	    openat(to, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (made == -1)
		return -1;
	return file_close(made, copy_entries(directory, made));
}

static int
copy_link(int link, int to, const char *name)
{
	char text[PATH_MAX];
	ssize_t length = readlinkat(link, "", text, sizeof(text) - 1);

	if (length == -1)
		return -1;
	text[length] = '\0';
	return symlinkat(text, to, name);
}

static int
copy_entry(int from, const char *name, int to)
{
	struct stat st;
	int result;

	int entry = openat(from, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	if (entry == -1)
		return errno == ENOENT ? 0 : -1; /* removed meanwhile */
	if (fstat(entry, &st) == -1)
		return file_close(entry, -1);
	if (S_ISDIR(st.st_mode))
		result = copy_directory(entry, to, name);
	else if (S_ISREG(st.st_mode))
		result = copy_file(entry, to, name, st.st_size);
	else if (S_ISLNK(st.st_mode))
		result = copy_link(entry, to, name);
	else
		result = mknodat(to, name, st.st_mode, st.st_rdev);
	if (file_close(entry, result) == -1)
		return -1;
	return set_status(to, name, &st);
}

int
copy_tree(int from, int to)
{
	struct stat st;

	if (fstat(from, &st) == -1 || copy_entries(from, to) == -1)
		return -1;
	return set_status(to, ".", &st);
}
