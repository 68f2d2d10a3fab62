#include "04-cgroups/subtree.h"

#include "04-cgroups/control_file.h"
#include "04-cgroups/v1/v1.h"
#include "04-cgroups/v2.h"
#include "common/explain.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

/*
 * Marks a parent that was made only because a cgroup below it was asked for:
 * whoever removes the last of these, in whatever process, knows by it that the
 * parent can go as well. On a kernel without such attributes it stays.
 */
#define MADE_AS_PARENT "user.cgroups.parent"

static void
mark_as_ours(const char *dir)
{
	explain("to be removed with the last cgroup in it",
	    "setxattr(\"%s\", \"" MADE_AS_PARENT "\", \"1\", 1, 0)", dir);
	setxattr(dir, MADE_AS_PARENT, "1", 1, 0);
}

static bool
is_marked(const char *dir)
{
	return getxattr(dir, MADE_AS_PARENT, NULL, 0) >= 0;
}

/* Prepares one level, the parent of which is there. */
static int
make_level(const char *parent, const char *dir, int version, bool leaf)
{
	/*
	 * What a v2 parent does not hand down, a child cannot limit. A refusal
	 * does not matter until such a limit is asked for: cgroup_set().
	 */
	if (version == 2)
		for (int i = 0; i < CGROUP_CONTROLLERS; i++)
			v2_hand_down(parent, i);
	if (leaf || access(dir, F_OK) == -1) {
		explain(leaf ? "a new cgroup" : "a parent for it",
		    "mkdir(\"%s\", 0755)", dir);
		if (mkdir(dir, 0755) == 0) {
			if (!leaf)
				mark_as_ours(dir);
		} else if (leaf || errno != EEXIST) {
			return control_failed(dir);
		}
	}
	if (version == 1 && v1_fill_cpuset(parent, dir) == -1) {
		if (leaf)
			rmdir(dir);
		return -1;
	}
	return 0;
}

static int
make_levels(const char *path, size_t top, int version)
{
	char dir[CONTROL_PATH], parent[CONTROL_PATH];

	for (size_t end = top; path[end] != '\0';) {
		snprintf(parent, sizeof(parent), "%.*s", (int)end, path);
		end += 1 + strcspn(path + end + 1, "/");
		snprintf(dir, sizeof(dir), "%.*s", (int)end, path);
		if (make_level(parent, dir, version, path[end] == '\0') == -1)
			return -1;
	}
	return 0;
}

int
tree_make(const char *path, size_t top, int version)
{
	int waited = 0;

	/* Somebody may remove a parent, which is empty yet, in between. */
	while (make_levels(path, top, version) == -1)
		if (errno != ENOENT || !control_wait(&waited, 100))
			return -1;
	return 0;
}

int
tree_hand_down(const char *path, size_t top, enum cgroup_controller controller)
{
	char parent[CONTROL_PATH];

	for (size_t end = top; path[end] != '\0';) {
		snprintf(parent, sizeof(parent), "%.*s", (int)end, path);
		if (v2_hand_down(parent, controller) == -1)
			return -1;
		end += 1 + strcspn(path + end + 1, "/");
	}
	return 0;
}

/*
 * Calls visit for each directory below path and for path, the lowest first.
 * What somebody else removes meanwhile need not be visited.
 */
static int
walk(const char *path, int (*visit)(const char *dir, void *arg), void *arg)
{
	char below[CONTROL_PATH];
	struct dirent *entry;
	int result = 0;

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
		if (result == -1 && errno == ENOENT && below[0] != '\0')
			result = 0;
	}
	int saved_errno = errno;
	closedir(dir);
	errno = saved_errno;
	return result == 0 ? visit(path, arg) : result;
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
	/* ENODEV: it was removed while we read. */
	int why = ferror(file) && errno != ENODEV ? errno : 0;
	fclose(file);
	errno = why;
	return why == 0 ? 0 : control_failed(path);
}

ssize_t
tree_pids(const char *path, pid_t *pids, size_t size)
{
	struct list list = { .pids = pids, .size = size };

	return walk(path, add_pids, &list) == 0 ? list.count : -1;
}

/*
 * A process that was just killed is still there for a moment: EBUSY. One that
 * lives would be there in vain for as long as we care to wait.
 */
static int
remove_one(const char *dir, void *arg)
{
	int waited = 0;

	(void)arg;
	for (;;) {
		explain("the cgroup is empty", "rmdir(\"%s\")", dir);
		if (rmdir(dir) == 0)
			return 0;
		if (errno != EBUSY)
			return control_failed(dir);
		if (tree_pids(dir, NULL, 0) != 0 ||
		    !control_wait(&waited, 5000)) {
			errno = EBUSY;
			return control_failed(dir);
		}
	}
}

void
tree_prune(const char *path, size_t top)
{
	char parent[CONTROL_PATH];

	snprintf(parent, sizeof(parent), "%s", path);
	for (;;) {
		*strrchr(parent, '/') = '\0';
		if (strlen(parent) <= top || !is_marked(parent))
			return;
		explain("the parent, if it is empty", "rmdir(\"%s\")", parent);
		if (rmdir(parent) == -1)
			return; /* other cgroups are in it */
	}
}

int
tree_remove(const char *path, size_t top)
{
	if (walk(path, remove_one, NULL) == -1)
		return -1;
	tree_prune(path, top);
	return 0;
}
