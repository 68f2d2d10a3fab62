#include "07-combined/store/remove_tree.h"

#include "common/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

struct erasing {
	int top;              /* the directory that all is in */
	unsigned long number; /* the name of the next one that moves up */
	bool moved;           /* in this pass; so there is one more */
	int error;            /* the first errno; 0: none */
};

static char failure[NAME_MAX + 200];

static int
open_directory(int dir, const char *name)
{
	struct open_how how = { .flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW |
					 O_CLOEXEC,
		.resolve =
		    RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV };

	return syscall(SYS_openat2, dir, name, &how, sizeof(how));
}

/* A flag of chattr(1) that holds even against root, on a file or directory. */
static const char *
flag_of(int dir, const char *name)
{
	struct statx st;

	if (statx(dir, name, AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH, 0, &st) == -1)
		return NULL;
	if (st.stx_attributes & STATX_ATTR_IMMUTABLE)
		return "immutable (chattr -i)";
	return st.stx_attributes & STATX_ATTR_APPEND ? "append-only (chattr -a)"
						     : NULL;
}

/* The first failure is what is told; the rest is removed all the same. */
static void
note(struct erasing *e, int dir, const char *name)
{
	int why = errno;

	if (why == ENOENT || e->error != 0)
		return;
	const char *own = flag_of(dir, name), *above = flag_of(dir, "");
	if (own != NULL)
		snprintf(failure, sizeof(failure), "%s: %s", name, own);
	else if (above != NULL)
		snprintf(failure, sizeof(failure), "%s: its directory is %s",
		    name, above);
	else
		snprintf(
		    failure, sizeof(failure), "%s: %s", name, strerror(why));
	e->error = why;
}

/* Returns whether it is a directory that is not empty. */
static bool
unlink_entry(struct erasing *e, int dir, const char *name)
{
	if (unlinkat(dir, name, 0) == 0)
		return false;
	if (errno == EISDIR && unlinkat(dir, name, AT_REMOVEDIR) == 0)
		return false;
	if (errno == ENOTEMPTY || errno == EEXIST)
		return true;
	note(e, dir, name);
	return false;
}

/* Calls visit for each directory in dir, which it closes, that is not empty. */
static void
each(struct erasing *e, int dir,
    void (*visit)(struct erasing *e, int dir, const char *name))
{
	struct dirent *entry;
	DIR *entries = fdopendir(dir);

	if (entries == NULL) {
		note(e, dir, "");
		close(dir);
		return;
	}
	errno = 0;
	while ((entry = readdir(entries)) != NULL) {
		const char *name = entry->d_name;

		if (strcmp(name, ".") != 0 && strcmp(name, "..") != 0 &&
		    unlink_entry(e, dir, name))
			visit(e, dir, name);
		errno = 0;
	}
	if (errno != 0)
		note(e, dir, "");
	closedir(entries);
}

/* An empty directory of the new name is replaced: it was to go as well. */
static void
move_up(struct erasing *e, int dir, const char *name)
{
	char to[32];
	int result;

	do {
		snprintf(to, sizeof(to), "%lu", e->number++);
		result = renameat(dir, name, e->top, to);
	} while (result == -1 &&
		 (errno == ENOTEMPTY || errno == EEXIST || errno == ENOTDIR));
	if (result == 0)
		e->moved = true;
	else
		note(e, dir, name);
}

/* What a directory in the top one holds moves up, and it goes. */
static void
take_apart(struct erasing *e, int dir, const char *name)
{
	int below = open_directory(dir, name);

	if (below == -1) {
		note(e, dir, name);
		return;
	}
	each(e, below, move_up);
	/* If it is not empty, why is noted, or something came meanwhile. */
	if (unlinkat(dir, name, AT_REMOVEDIR) == -1)
		note(e, dir, name);
}

static int
erase_directory(int dir, const char *name)
{
	struct erasing e = { .top = open_directory(dir, name) };

	if (e.top == -1) {
		note(&e, dir, name);
		errno = e.error;
		return e.error == 0 ? 0 : -1;
	}
	do {
		e.moved = false;
		int again =
		    openat(e.top, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (again == -1)
			note(&e, e.top, "");
		else
			each(&e, again, take_apart);
	} while (e.moved);
	close(e.top);
	if (e.error == 0 && unlinkat(dir, name, AT_REMOVEDIR) == -1)
		note(&e, dir, name);
	errno = e.error;
	return e.error == 0 ? 0 : -1;
}

static int
erase_entry(int dir, const char *name)
{
	struct erasing e = { .top = dir };

	if (unlink_entry(&e, dir, name))
		return erase_directory(dir, name);
	errno = e.error;
	return e.error == 0 ? 0 : -1;
}

int
remove_tree_at(int from, const char *path)
{
	const char *slash = strrchr(path, '/');
	char *above = strndup(path, slash == NULL ? 0 : slash + 1 - path);

	failure[0] = '\0';
	if (above == NULL)
		return -1;
	int dir = openat(from, slash == NULL ? "." : above,
	    O_PATH | O_DIRECTORY | O_CLOEXEC);
	free(above);
	if (dir == -1)
		return errno == ENOENT || errno == ENOTDIR ? 0 : -1;
	return file_close(dir, erase_entry(dir, slash ? slash + 1 : path));
}

const char *
remove_tree_error(void)
{
	return failure[0] != '\0' ? failure : strerror(errno);
}
