#include "04-cgroups/tree/hierarchy.h"

#include "04-cgroups/tree/control_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

/* May this process create cgroups in dir, and move processes within it? */
static bool
may_write(const char *dir)
{
	char procs[CONTROL_PATH];

	control_path(procs, dir, "cgroup.procs");
	return faccessat(AT_FDCWD, dir, W_OK, AT_EACCESS) == 0 &&
	       faccessat(AT_FDCWD, procs, W_OK, AT_EACCESS) == 0;
}

bool
hierarchy_path_of(pid_t pid, char *path, size_t size)
{
	char *line = NULL, name[32] = "/proc/self/cgroup";
	size_t capacity = 0;
	bool found = false;

	if (pid != 0)
		snprintf(name, sizeof(name), "/proc/%d/cgroup", (int)pid);
	FILE *file = fopen(name, "re");
	if (file == NULL)
		return false;
	while (!found && getline(&line, &capacity, file) != -1) {
		line[strcspn(line, "\n")] = '\0';
		found = strncmp(line, "0::/", 4) == 0 &&
			snprintf(path, size, "%s", line + 3) < (int)size;
	}
	free(line);
	fclose(file);
	return found;
}

/*
 * Root may use the whole tree. A normal user may use the subtree that was
 * delegated to them, and is in a cgroup somewhere in it: the subtree's top is
 * the last directory upwards that the user may write to. The mount at top can
 * be of a subtree itself; root is then the path of this subtree in the whole
 * tree.
 */
static void
find_delegated_top(char *top, size_t size, const char *root)
{
	char own[256], path[CONTROL_PATH], *slash;
	size_t mounted = strlen(top);

	size_t skip = strcmp(root, "/") == 0 ? 0 : strlen(root);
	if (!hierarchy_path_of(0, own, sizeof(own)) ||
	    strncmp(own, root, skip) != 0 || own[skip] != '/' ||
	    own[skip + 1] == '\0')
		return;
	control_path(path, top, own + skip + 1);
	if (!may_write(path))
		return;
	while ((slash = strrchr(path, '/')) >= path + mounted) {
		*slash = '\0';
		if (!may_write(path)) {
			*slash = '/';
			break;
		}
	}
	if (strlen(path) < size)
		strcpy(top, path);
}

/* A line of /proc/self/mountinfo: proc_pid_mountinfo(5). */
struct mount {
	unsigned int major, minor;
	char root[256], point[256], type[32], options[256];
};

/* Returns 1 where a hierarchy can be seen there, 0 where not, or -1. */
static int
parse_mount(const char *line, struct mount *mount)
{
	struct stat st;

	/* Optional fields, none or more, end with "-". */
	const char *rest = strstr(line, " - ");
	if (rest == NULL || strncmp(rest, " - cgroup", 9) != 0 ||
	    sscanf(line, "%*d %*d %u:%u %255s %255s", &mount->major,
		&mount->minor, mount->root, mount->point) != 4 ||
	    sscanf(rest, " - %31s %*s %255s", mount->type, mount->options) != 2)
		return 0;
	if (strcmp(mount->type, "cgroup") != 0 &&
	    strcmp(mount->type, "cgroup2") != 0)
		return 0;

	/* Another mount can lie on top of this one, and hide it. */
	if (stat(mount->point, &st) == 0)
		return st.st_dev == makedev(mount->major, mount->minor);
	return errno == ENOENT || errno == EACCES
		   ? 0
		   : control_failed(mount->point);
}

/*
 * v1: the controllers of a hierarchy are among its mount options. Returns whether
 * one of them is more than a side controller.
 */
static bool
add_v1(struct hierarchy *found, const struct mount *mount)
{
	bool any = false;

	for (int i = 0; i < CGROUP_CONTROLLERS; i++) {
		const char *name = controller_name(i, 1);

		if (name == NULL || found[i].version == 1 ||
		    !control_lists(mount->options, ",", name))
			continue;
		found[i].version = 1;
		strcpy(found[i].top, mount->point);
		strcpy(found[i].root, mount->point);
		any |= !controller_is_side(i);
	}
	return any;
}

/*
 * v2: a file lists the controllers, without those that v1 has mounted. Beside v1, a
 * v2 with nothing but a side controller is not where a cgroup is frozen and killed.
 */
static int
add_v2(struct hierarchy *found, const struct mount *mount, bool alone)
{
	struct hierarchy v2 = { .version = 2 };
	char controllers[256];
	bool any = alone;

	strcpy(v2.top, mount->point);
	strcpy(v2.root, mount->point);
	find_delegated_top(v2.top, sizeof(v2.top), mount->root);
	if (control_read(v2.top, "cgroup.controllers", controllers,
		sizeof(controllers)) == -1)
		return -1;
	for (int i = 0; i < CGROUP_CONTROLLERS; i++) {
		const char *name = controller_name(i, 2);

		if (name == NULL || found[i].version != 0 ||
		    !control_lists(controllers, " ", name))
			continue;
		found[i] = v2;
		any |= !controller_is_side(i);
	}
	if (any)
		found[CGROUP_CORE] = v2;
	return 0;
}

/*
 * Reads the whole list, or returns -1: with half of it, a cgroup would be made
 * in half of the hierarchies.
 */
static int
read_mounts(FILE *file, struct hierarchy *found, struct mount *v2, bool *any)
{
	struct mount mount;
	char *line = NULL;
	size_t capacity = 0;
	int result = 0;

	while (result != -1 && getline(&line, &capacity, file) != -1) {
		result = parse_mount(line, &mount);
		if (result == 1 && strcmp(mount.type, "cgroup") == 0)
			*any |= add_v1(found, &mount);
		else if (result == 1 && v2->point[0] == '\0')
			*v2 = mount;
	}
	if (result != -1 && !feof(file))
		result = control_failed("/proc/self/mountinfo");
	free(line);
	return result == -1 ? -1 : 0;
}

int
hierarchy_find(struct hierarchy found[CGROUP_CONTROLLERS])
{
	struct mount v2 = { 0 };
	bool any = false;

	memset(found, 0, CGROUP_CONTROLLERS * sizeof(found[0]));
	FILE *file = fopen("/proc/self/mountinfo", "re");
	if (file == NULL)
		return control_failed("/proc/self/mountinfo");
	int result = read_mounts(file, found, &v2, &any);
	int saved_errno = errno;
	fclose(file);
	errno = saved_errno;

	/* v2 comes last: it has the controllers that v1 has not mounted. */
	if (result == -1 ||
	    (v2.point[0] != '\0' && add_v2(found, &v2, !any) == -1))
		return -1;
	if (!any && found[CGROUP_CORE].version == 0) {
		errno = ENOENT;
		return control_failed("cgroup hierarchies");
	}
	return 0;
}
