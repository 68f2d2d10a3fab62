#include "07-combined/docker/copy_files.h"

#include "07-combined/engine/sparse.h"
#include "common/file.h"
#include "common/list.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* tar(5): a header for each entry, and its content, in such blocks. */
#define BLOCK 512

#define TRIES 100 /* as often may a name be taken again meanwhile */

struct copier_link {
	dev_t device;
	ino_t number;
	int copy; /* its first copy, open */
};

/* A directory that is one, below dir and not by way of a link. */
static int
open_directory(int dir, const char *name)
{
	struct open_how how = { .flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW |
					 O_CLOEXEC,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS };

	return syscall(SYS_openat2, dir, name, &how, sizeof(how));
}

/*
 * Opens what a descriptor is anew: not by its name, which may be another file's
 * by now. A device, say, does something when it is opened.
 */
static int
open_again(const struct copier *c, int fd, int flags)
{
	char name[16];

	snprintf(name, sizeof(name), "%d", fd);
	return openat(c->fds, name, flags | O_CLOEXEC);
}

/* Makes room for a file that is none: a directory stays in the way. */
static int
make_room(int to, const char *name)
{
	struct stat st;

	if (fstatat(to, name, &st, AT_SYMLINK_NOFOLLOW) == -1)
		return errno == ENOENT ? 0 : -1;
	if (S_ISDIR(st.st_mode)) {
		errno = EISDIR;
		return -1;
	}
	return unlinkat(to, name, 0) == -1 && errno != ENOENT ? -1 : 0;
}

/* What one of the makers below needs to know. */
struct making {
	const struct stat *st;
	const char *text; /* of a link */
	int fds, first;   /* a link's: copier.fds, and the first copy's one */
};

/* Each returns what the call does, -1 with EEXIST if the name is taken. */
static int
make_file(int to, const char *name, const struct making *m)
{
	(void)m;
	return openat(to, name,
	    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
}

static int
make_symlink(int to, const char *name, const struct making *m)
{
	return symlinkat(m->text, to, name);
}

static int
make_fifo(int to, const char *name, const struct making *m)
{
	return mkfifoat(to, name, m->st->st_mode & 0777);
}

/* Makes it in the place of what had the name. */
static int
replace(int to, const char *name, const struct making *m,
    int (*make)(int to, const char *name, const struct making *m))
{
	int result, tries = TRIES;

	do
		result = make(to, name, m);
	while (result == -1 && errno == EEXIST && make_room(to, name) == 0 &&
	       (errno = EEXIST) && --tries > 0);
	return result;
}

/* A file of /proc says that it is empty, however much is read from it. */
static bool
is_still_empty(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && st.st_size == 0;
}

/* Reads a file that has no size, as those of /proc: to its end, or to a size. */
static int
copy_empty(int from, int to)
{
	static char buffer[1 << 17];

	while (is_still_empty(from)) {
		ssize_t n = read(from, buffer, sizeof(buffer));
		if (n <= 0)
			return n;
		if (file_write_all(to, buffer, n) == -1)
			return -1;
	}
	return 0;
}

/* Mode and time, which the copy shows when it is complete. */
static int
finish(const struct copier *c, int copy, const struct stat *st)
{
	struct timespec times[2] = { st->st_atim, st->st_mtim };

	if (fchmod(copy, st->st_mode & c->keep) == -1)
		return -1;
	return futimens(copy, times);
}

static struct copier_link *
find_link(const struct copier *c, const struct stat *st)
{
	for (size_t i = 0; i < c->nlinks; i++)
		if (c->links[i].device == st->st_dev &&
		    c->links[i].number == st->st_ino)
			return &c->links[i];
	return NULL;
}

/* At most so many: each keeps a descriptor. More become files of their own. */
enum { LINKS_MAX = 200 };

static void
remember_link(struct copier *c, const struct stat *st, int copy)
{
	if (st->st_nlink < 2 || c->nlinks == LINKS_MAX)
		return;
	struct copier_link link = { st->st_dev, st->st_ino,
		fcntl(copy, F_DUPFD_CLOEXEC, 0) };
	if (link.copy != -1 && LIST_ADD(c->links, c->nlinks, &link) == -1)
		close(link.copy);
}

/* Only of a descriptor that is open: its name may be another file's by now. */
static int
make_link(int to, const char *name, const struct making *m)
{
	char first[16];

	snprintf(first, sizeof(first), "%d", m->first);
	return linkat(m->fds, first, to, name, AT_SYMLINK_FOLLOW);
}

/*
 * One more name of a file that was copied. Returns whether it has become one.
 */
static bool
copy_link(struct copier *c, int to, const char *name, const struct stat *st)
{
	const struct copier_link *link =
	    st->st_nlink > 1 ? find_link(c, st) : NULL;
	struct making m = { .fds = c->fds };

	if (link == NULL)
		return false;
	m.first = link->copy;
	return replace(to, name, &m, make_link) == 0;
}

static int
copy_file(
    struct copier *c, int from, int to, const char *name, const struct stat *st)
{
	if (copy_link(c, to, name, st))
		return 0;
	int in = open_again(c, from, O_RDONLY | O_NONBLOCK | O_NOCTTY);

	if (in == -1)
		return -1;
	int out = replace(to, name, NULL, make_file);
	if (out == -1)
		return file_close(in, -1);
	int result = st->st_size == 0 ? copy_empty(in, out)
				      : sparse_copy(in, out, st->st_size);
	c->archived += (st->st_size + BLOCK - 1) / BLOCK * BLOCK;
	if (result == 0)
		result = finish(c, out, st);
	if (result == 0)
		remember_link(c, st, out);
	file_close(in, result);
	if (close(out) == -1)
		result = -1;
	int why = errno;
	if (result == -1)
		unlinkat(to, name, 0);
	errno = why;
	return result;
}

static int
copy_symlink(int from, int to, const char *name)
{
	char text[PATH_MAX];
	ssize_t n = readlinkat(from, "", text, sizeof(text) - 1);

	if (n == -1)
		return -1;
	text[n] = '\0';
	struct making m = { .text = text };
	return replace(to, name, &m, make_symlink);
}

static int copy_entry(struct copier *c, int from, int to, const char *name);

/* Opens an entry of a directory and copies it. */
static int
copy_named(struct copier *c, int dir, int to, const char *name)
{
	size_t length = strlen(c->path);

	snprintf(c->path + length, sizeof(c->path) - length, "/%s", name);
	int from = openat(dir, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	if (from == -1)
		return -1;
	int result = file_close(from, copy_entry(c, from, to, name));
	if (result == 0)
		c->path[length] = '\0';
	return result;
}

/* from becomes a directory's descriptor to read, which is closed. */
static int
copy_entries(struct copier *c, int from, int to)
{
	struct dirent *entry;
	int result = 0;

	DIR *entries = fdopendir(from);
	if (entries == NULL)
		return file_close(from, -1);
	do {
		errno = 0;
		entry = readdir(entries);
		if (entry == NULL)
			result = errno == 0 ? 0 : -1;
		else if (strcmp(entry->d_name, ".") != 0 &&
			 strcmp(entry->d_name, "..") != 0)
			result = copy_named(c, from, to, entry->d_name);
	} while (entry != NULL && result == 0);
	int why = errno;
	closedir(entries);
	errno = why;
	return result;
}

/* By way of a volume, what is copied may have its copy in it. */
static int
open_source(const struct copier *c, int from, const struct stat *st)
{
	if (st->st_dev == c->top_device && st->st_ino == c->top_number) {
		errno = ELOOP;
		return -1;
	}
	return openat(from, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/* One that is there stays as it is, but for what comes into it. */
static int
copy_directory(
    struct copier *c, int from, int to, const char *name, const struct stat *st)
{
	int in = open_source(c, from, st);

	if (in == -1)
		return -1;
	bool made = mkdirat(to, name, 0700) == 0;
	if (!made && errno != EEXIST)
		return file_close(in, -1);
	int out = open_directory(to, name);
	if (out == -1) {
		errno = errno == ELOOP ? ENOTDIR : errno;
		return file_close(in, -1);
	}
	int result = copy_entries(c, in, out);
	if (result == 0 && made)
		result = finish(c, out, st);
	return file_close(out, result);
}

static int
copy_entry(struct copier *c, int from, int to, const char *name)
{
	struct stat st;
	struct making m = { .st = &st };

	if (fstat(from, &st) == -1)
		return -1;
	c->archived += BLOCK;
	switch (st.st_mode & S_IFMT) {
	case S_IFDIR:
		return copy_directory(c, from, to, name, &st);
	case S_IFREG:
		return copy_file(c, from, to, name, &st);
	case S_IFLNK:
		return copy_symlink(from, to, name);
	case S_IFIFO:
		return replace(to, name, &m, make_fifo);
	case S_IFSOCK:
		c->skip(c->path, "a socket");
		return 0;
	default:
		c->skip(c->path, "a device");
		return 0;
	}
}

/* Where all goes to: not to be copied itself. */
static int
begin(struct copier *c, int to)
{
	struct stat st;

	if (fstat(to, &st) == -1)
		return -1;
	c->top_device = st.st_dev;
	c->top_number = st.st_ino;
	return 0;
}

int
copy_files_copy(struct copier *c, int from, int to, const char *name)
{
	return begin(c, to) == -1 ? -1 : copy_entry(c, from, to, name);
}

int
copy_files_below(struct copier *c, int from, int to)
{
	struct stat st;

	if (begin(c, to) == -1 || fstat(from, &st) == -1)
		return -1;
	c->archived += BLOCK;
	int in = open_source(c, from, &st);
	return in == -1 ? -1 : copy_entries(c, in, to);
}

void
copy_files_end(struct copier *c)
{
	for (size_t i = 0; i < c->nlinks; i++)
		close(c->links[i].copy);
	free(c->links);
	c->links = NULL;
	c->nlinks = 0;
}
