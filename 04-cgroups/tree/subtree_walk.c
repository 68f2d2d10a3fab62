#include "04-cgroups/tree/subtree_walk.h"

#include "04-cgroups/tree/control_file.h"
#include "common/file.h"
#include "common/list.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * A directory has two links, and one more for each directory in it. So nothing has
 * to be listed of most cgroups: the kernel would look at each control file.
 */
static bool
has_children(const char *path)
{
	struct stat st;

	return stat(path, &st) == -1 || st.st_nlink != 2;
}

/*
 * The way down from a directory. Only the last one is open, and its path may be too
 * long for any system call: a container with cgroups of its own makes as many of them,
 * one in the other, as it likes.
 */
struct step {
	char name[NAME_MAX + 1];
	long next; /* where the directory that it is in goes on */
};

struct way {
	DIR *dir;
	struct step *steps; /* from the first directory to dir */
	size_t depth, hidden;
	char path[CONTROL_PATH]; /* of dir, but for its last hidden steps */
};

/* A path that would be too long begins at the descriptor of dir. */
static void
name_below(const struct way *w, const char *name, char below[CONTROL_PATH])
{
	if (w->hidden > 0 || control_path(below, w->path, name)[0] == '\0')
		snprintf(below, CONTROL_PATH, "/proc/self/fd/%d/%s",
		    dirfd(w->dir), name);
}

static int
change_directory(struct way *w, const char *name)
{
	int fd = openat(dirfd(w->dir), name,
	    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *dir = fd == -1 ? NULL : fdopendir(fd);

	if (dir == NULL)
		return fd == -1 ? -1 : file_close(fd, -1);
	closedir(w->dir);
	w->dir = dir;
	return 0;
}

static int
descend(struct way *w, const char *name)
{
	struct step step = { .next = telldir(w->dir) };
	size_t used = strlen(w->path), length = strlen(name);

	memcpy(step.name, name, length + 1);
	if (LIST_ADD(w->steps, w->depth, &step) == -1)
		return -1;
	if (change_directory(w, name) == -1) {
		w->depth--;
		return -1;
	}
	if (w->hidden == 0 && used + 1 + length < sizeof(w->path))
		sprintf(w->path + used, "/%s", step.name);
	else
		w->hidden++;
	return 0;
}

/*
 * Back to the directory above. The position in it is the kernel's: it is of the name,
 * and the same for each descriptor.
 */
static int
ascend(struct way *w, char name[NAME_MAX + 1])
{
	const struct step *step = &w->steps[w->depth - 1];

	if (change_directory(w, "..") == -1)
		return control_failed(w->path);
	strcpy(name, step->name);
	seekdir(w->dir, step->next);
	w->depth--;
	if (w->hidden > 0)
		w->hidden--;
	else
		*strrchr(w->path, '/') = '\0';
	return 0;
}

/*
 * One entry of dir, or its end. A directory that another process removes meanwhile is
 * not an error. Returns 1 if there is more, 0 at the end of all, or -1.
 */
static int
go_on(struct way *w, int (*visit)(const char *dir, void *arg), void *arg)
{
	char name[NAME_MAX + 1], below[CONTROL_PATH];
	const struct dirent *entry = readdir(w->dir);

	if (entry == NULL && w->depth == 0)
		return 0;
	if (entry == NULL) {
		if (ascend(w, name) == -1)
			return -1;
		name_below(w, name, below);
	} else {
		if (entry->d_type != DT_DIR ||
		    strcmp(entry->d_name, ".") == 0 ||
		    strcmp(entry->d_name, "..") == 0)
			return 1;
		name_below(w, entry->d_name, below);
		if (has_children(below))
			return descend(w, entry->d_name) == 0 || errno == ENOENT
				   ? 1
				   : control_failed(below);
	}
	return visit(below, arg) == 0 || errno == ENOENT ? 1 : -1;
}

int
subtree_walk(
    const char *path, int (*visit)(const char *dir, void *arg), void *arg)
{
	struct way w = { 0 };
	int result = 1;

	if (!has_children(path))
		return 0;
	snprintf(w.path, sizeof(w.path), "%s", path);
	w.dir = opendir(path);
	if (w.dir == NULL)
		return control_failed(path);
	while (result == 1)
		result = go_on(&w, visit, arg);
	int saved_errno = errno;
	closedir(w.dir);
	free(w.steps);
	errno = saved_errno;
	return result;
}
