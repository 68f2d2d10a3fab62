#include "04-cgroups/tree/parents.h"

#include "04-cgroups/tree/control_file.h"
#include "04-cgroups/v1/v1.h"
#include "common/explain.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

/* On a kernel without such attributes the parent stays. */
#define MARK "user.cgroups.parent"

static int enable_controller(const char *dir, enum cgroup_controller);

static int
create_parent(const char *dir, bool cpuset)
{
	if (access(dir, F_OK) == -1) {
		explain("a parent for it", "mkdir(\"%s\", 0755)", dir);
		if (mkdir(dir, 0755) == 0) {
			explain("marks it: it ends with the last cgroup in it",
			    "setxattr(\"%s\", \"" MARK "\", \"1\", 1, 0)", dir);
			setxattr(dir, MARK, "1", 1, 0);
		} else if (errno != EEXIST) {
			return control_failed(dir);
		}
	}
	return cpuset ? v1_fill_cpuset(dir) : 0;
}

/* Returns the length of the path of the next level, one name longer. */
static size_t
next_level(const char *path, size_t length)
{
	return length + 1 + strcspn(path + length + 1, "/");
}

/*
 * The top is prepared, too: its child can be limited only in what it enables.
 */
static int
create_all(const char *path, size_t top, int version, bool cpuset)
{
	char dir[CONTROL_PATH];

	for (size_t n = top; path[n] != '\0'; n = next_level(path, n)) {
		snprintf(dir, sizeof(dir), "%.*s", (int)n, path);
		if (n > top && create_parent(dir, cpuset) == -1)
			return -1;
		/*
		 * A refusal does not matter until a limit is asked for that
		 * needs the controller: cgroup_set().
		 */
		if (version == 2)
			for (int i = 0; i < CGROUP_CONTROLLERS; i++)
				enable_controller(dir, i);
	}
	return 0;
}

int
parents_create(const char *path, size_t top, int version, bool cpuset)
{
	int waited = 0;

	/*
	 * Another process may remove a parent that is still empty; ENODEV: after
	 * its control file was opened.
	 */
	while (create_all(path, top, version, cpuset) == -1)
		if ((errno != ENOENT && errno != ENODEV) ||
		    !control_wait(&waited, 100))
			return -1;
	return 0;
}

int
parents_enable(const char *path, size_t top, enum cgroup_controller controller)
{
	char dir[CONTROL_PATH];

	for (size_t n = top; path[n] != '\0'; n = next_level(path, n)) {
		snprintf(dir, sizeof(dir), "%.*s", (int)n, path);
		if (enable_controller(dir, controller) == -1)
			return -1;
	}
	return 0;
}

/* The root can have processes and enabled controllers: it has no type. */
static bool
has_processes(const char *dir)
{
	char text[16];

	return control_exists(dir, "cgroup.type") &&
	       (control_read(dir, "cgroup.procs", text, sizeof(text)) > 0 ||
		   errno == EFBIG);
}

/* Writes "+memory" to cgroup.subtree_control, unless it is there already. */
static int
enable_controller(const char *dir, enum cgroup_controller controller)
{
	char list[CONTROL_PATH], text[32];
	const char *name = controller_name(controller, 2);

	if (name == NULL)
		return 0;
	if (control_read(dir, "cgroup.subtree_control", list, sizeof(list)) ==
	    -1)
		return -1;
	if (control_lists(list, " ", name))
		return 0;
	if (control_read(dir, "cgroup.controllers", list, sizeof(list)) == -1)
		return -1;
	if (!control_lists(list, " ", name)) {
		errno = ENOENT;
		return -1;
	}
	/*
	 * The kernel refuses that for memory and io only. For the others it
	 * would make this a threaded domain, and the children unfit for
	 * processes: cgroups(7), "Thread mode".
	 */
	if (has_processes(dir)) {
		control_path(list, dir, "cgroup.subtree_control");
		errno = EBUSY;
		return control_failed(list);
	}
	snprintf(text, sizeof(text), "+%s", name);
	return control_write(
	    dir, "cgroup.subtree_control", "its children can be limited", text);
}

void
parents_remove(const char *path, size_t top)
{
	char parent[CONTROL_PATH];

	snprintf(parent, sizeof(parent), "%s", path);
	for (;;) {
		*strrchr(parent, '/') = '\0';
		if (strlen(parent) <= top ||
		    getxattr(parent, MARK, NULL, 0) < 0)
			return;
		explain("the parent, if it is empty", "rmdir(\"%s\")", parent);
		if (rmdir(parent) == -1)
			return; /* other cgroups are in it */
	}
}
