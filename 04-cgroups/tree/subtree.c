#include "04-cgroups/tree/subtree.h"

#include "04-cgroups/tree/control_file.h"
#include "04-cgroups/tree/subtree_walk.h"
#include "common/explain.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

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
	return subtree_walk(path, remove_one, NULL);
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

	if (subtree_walk(path, add_pids, &list) == -1 ||
	    add_pids(path, &list) == -1)
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

	subtree_walk(path, write_value, &value);
}
