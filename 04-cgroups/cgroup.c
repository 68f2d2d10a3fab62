#include "04-cgroups/cgroup.h"

#include "04-cgroups/control_file.h"
#include "04-cgroups/subtree.h"
#include "04-cgroups/v1/hierarchy.h"
#include "04-cgroups/v1/v1.h"
#include "04-cgroups/v2.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/*
 * A name is a path downwards. ".." would leave our part of the tree, and the
 * root itself is no cgroup to freeze, kill or remove.
 */
static bool
is_proper(const char *name)
{
	while (*name != '\0') {
		size_t n = strcspn(name, "/");

		if (n == 0 || n > 200 || (n == 1 && name[0] == '.') ||
		    (n == 2 && name[0] == '.' && name[1] == '.'))
			return false;
		name += n;
		if (name[0] == '/' && *++name == '\0')
			return false;
	}
	return true;
}

static int
fail(int error, const char *what, const char *name)
{
	char text[CONTROL_PATH];

	snprintf(text, sizeof(text), "%s '%s'", what, name);
	errno = error;
	return control_failed(text);
}

/* Fills in where the cgroup of this name is, or would be. */
static int
place(struct cgroup *cgroup, const char *name)
{
	struct hierarchy found[CGROUP_CONTROLLERS];

	memset(cgroup, 0, sizeof(*cgroup));
	name += name[0] == '/';
	if (name[0] == '\0' || !is_proper(name) ||
	    strlen(name) >= sizeof(cgroup->name))
		return fail(EINVAL, "cgroup name", name);
	strcpy(cgroup->name, name);
	if (hierarchy_find(found) == -1)
		return -1;
	for (int i = 0; i < CGROUP_CONTROLLERS; i++) {
		cgroup->at[i].version = found[i].version;
		if (found[i].version != 0)
			snprintf(cgroup->at[i].path, sizeof(cgroup->at[i].path),
			    "%s/%s", found[i].top, name);
	}
	return 0;
}

int
cgroup_create(struct cgroup *cgroup, const char *name)
{
	int i;

	if (place(cgroup, name) == -1)
		return -1;
	for (i = 0; i < CGROUP_CONTROLLERS; i++)
		if (control_is_first(cgroup, i) &&
		    tree_make(cgroup->at[i].path, control_top(cgroup, i),
			cgroup->at[i].version) == -1)
			break;
	if (i == CGROUP_CONTROLLERS)
		return 0;

	/* All or nothing: take back what was made before. */
	int saved_errno = errno;
	tree_prune(cgroup->at[i].path, control_top(cgroup, i));
	while (--i >= 0)
		if (control_is_first(cgroup, i))
			tree_remove(cgroup->at[i].path, control_top(cgroup, i));
	errno = saved_errno;
	return -1;
}

int
cgroup_open(struct cgroup *cgroup, const char *name)
{
	bool any = false;

	if (place(cgroup, name) == -1)
		return -1;
	for (int i = 0; i < CGROUP_CONTROLLERS; i++) {
		if (cgroup->at[i].version == 0)
			continue;
		if (access(cgroup->at[i].path, F_OK) == 0)
			any = true;
		else if (errno == ENOENT)
			cgroup->at[i].version = 0;
		else
			return control_failed(cgroup->at[i].path);
	}
	return any ? 0 : fail(ENOENT, "cgroup", name);
}

int
cgroup_write(const struct cgroup *cgroup, enum cgroup_controller controller,
    const char *const names[2], const char *value)
{
	int version = cgroup->at[controller].version;

	if (version == 0 || names[version - 1] == NULL)
		return fail(ENOTSUP, "this version of cgroups has no file",
		    names[0] != NULL ? names[0] : names[1]);
	return control_write(cgroup->at[controller].path, names[version - 1],
	    "a limit, as the kernel writes it", value);
}

int
cgroup_open_directory(const struct cgroup *cgroup)
{
	for (int i = 0; i < CGROUP_CONTROLLERS; i++)
		if (cgroup->at[i].version == 1)
			return fail(ENOTSUP, "a child is born with v2 only in",
			    cgroup->name);
	return open(
	    cgroup->at[CGROUP_CORE].path, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

int
cgroup_attach(const struct cgroup *cgroup, pid_t pid)
{
	const char *why = "the process joins, with all its threads";
	char text[16];

	/* 0 is whoever writes it, in any PID namespace. */
	if (pid == 0)
		why = "this process joins, with its children to be";
	snprintf(text, sizeof(text), "%d", (int)pid);
	for (int i = 0; i < CGROUP_CONTROLLERS; i++)
		if (control_is_first(cgroup, i) &&
		    control_write(
			cgroup->at[i].path, "cgroup.procs", why, text) == -1)
			return -1;
	return 0;
}

int
cgroup_remove(const struct cgroup *cgroup)
{
	for (int i = 0; i < CGROUP_CONTROLLERS; i++)
		if (control_is_first(cgroup, i) &&
		    tree_remove(cgroup->at[i].path, control_top(cgroup, i)) ==
			-1)
			return -1;
	return 0;
}

int
cgroup_stat(const struct cgroup *cgroup, struct cgroup_stats *stats)
{
	memset(stats, -1, sizeof(*stats));
	v1_stat(cgroup, stats);
	if (cgroup->at[CGROUP_CORE].version == 2)
		v2_stat(cgroup, stats);
	return 0;
}
