#include "04-cgroups/tree/subtree.h"

#include "04-cgroups/tree/control_file.h"
#include "common/explain.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
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
 * Calls visit for each directory below path, the lowest first. A directory that
 * another process removes meanwhile is not an error.
 */
static int
walk(const char *path, int (*visit)(const char *dir, void *arg), void *arg)
{
	char below[CONTROL_PATH];
	struct dirent *entry;
	int result = 0;

	if (!has_children(path))
		return 0;
	DIR *dir = opendir(path);
	if (dir == NULL)
		return control_failed(path);
	while (result == 0 && (entry = readdir(dir)) != NULL) {
		if (entry->d_type != DT_DIR ||
		    strcmp(entry->d_name, ".") == 0 ||
		    strcmp(entry->d_name, "..") == 0)
			continue;
		control_path(below, path, entry->d_name);
		result = walk(below, visit, arg);
		if (result == 0)
			result = visit(below, arg);
		if (result == -1 && errno == ENOENT && below[0] != '\0')
			result = 0;
	}
	int saved_errno = errno;
	closedir(dir);
	errno = saved_errno;
	return result;
}

static int
remove_one(const char *dir, void *arg)
{
	int removed, waited = 0;

	(void)arg;
	do {
		explain("the cgroup is empty", "rmdir(\"%s\")", dir);
		removed = rmdir(dir);
	} while (removed == -1 && subtree_wait_to_remove(dir, &waited));
	return removed == -1 ? control_failed(dir) : 0;
}

int
subtree_remove_children(const char *path)
{
	return walk(path, remove_one, NULL);
}

bool
subtree_wait_to_remove(const char *dir, int *waited)
{
	if (errno != EBUSY)
		return false;
	/* Dead processes are not listed; a live one would stay for long. */
	bool dying = subtree_pids(dir, NULL, 0) == 0;
	errno = EBUSY;
	return dying && control_wait(waited, 5000);
}

struct list {
	pid_t *pids;
	size_t size;
	ssize_t count;
};

static int
add_pids(const char *dir, void *arg)
{
	struct list *list = arg;
	char path[CONTROL_PATH];
	int pid;

	FILE *file = fopen(control_path(path, dir, "cgroup.procs"), "re");
	if (file == NULL)
		return errno == ENOENT ? 0 : control_failed(path);
	while (fscanf(file, "%d", &pid) == 1) {
		/* 0 stands for a process outside our PID namespace. */
		if (list->count < (ssize_t)list->size)
			list->pids[list->count] = pid;
		list->count++;
	}
	/* ENODEV: another process removed the cgroup in between. */
	int why = ferror(file) && errno != ENODEV ? errno : 0;
	fclose(file);
	errno = why;
	return why == 0 ? 0 : control_failed(path);
}

ssize_t
subtree_pids(const char *path, pid_t *pids, size_t size)
{
	struct list list = { .pids = pids, .size = size };

	if (walk(path, add_pids, &list) == -1 || add_pids(path, &list) == -1)
		return -1;
	return list.count;
}

struct value {
	const char *file, *why, *text;
};

static int
write_value(const char *dir, void *arg)
{
	const struct value *value = arg;

	control_write(dir, value->file, value->why, value->text);
	return 0;
}

void
subtree_write(
    const char *path, const char *file, const char *why, const char *text)
{
	struct value value = { file, why, text };

	walk(path, write_value, &value);
}
