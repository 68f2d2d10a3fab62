/*
 * Where a cgroup is: its directory in v2, its directories in v1.
 */
#include "04-cgroups/cgroup.h"

#include "04-cgroups/tree/control_file.h"
#include "04-cgroups/tree/hierarchy.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const struct hierarchy *find_hierarchies(void);
static bool is_proper(const char *name);
static int fail(int error, const char *what, const char *name);

int
cgroup_find_all(struct cgroup *cgroup, const char *name)
{
	bool whole = name[0] == '/';

	memset(cgroup, 0, sizeof(*cgroup));
	name += whole;
	if (name[0] == '\0' || !is_proper(name) ||
	    strlen(name) >= sizeof(cgroup->name))
		return fail(EINVAL, "cgroup name", name);
	strcpy(cgroup->name, name);
	const struct hierarchy *found = find_hierarchies();
	if (found == NULL)
		return -1;
	for (int i = 0; i < CGROUP_CONTROLLERS; i++) {
		cgroup->at[i].version = found[i].version;
		if (found[i].version != 0)
			snprintf(cgroup->at[i].path, sizeof(cgroup->at[i].path),
			    "%s/%s", whole ? found[i].root : found[i].top,
			    name);
	}
	return 0;
}

/* Does a controller that is not a side controller have this directory? */
static bool
is_shared(const struct cgroup *cgroup, const char *dir)
{
	for (int i = 0; i < CGROUP_CONTROLLERS; i++)
		if (!controller_is_side(i) && cgroup->at[i].version != 0 &&
		    strcmp(cgroup->at[i].path, dir) == 0)
			return true;
	return false;
}

int
cgroup_find(struct cgroup *cgroup, const char *name)
{
	if (cgroup_find_all(cgroup, name) == -1)
		return -1;
	for (int i = 0; i < CGROUP_CONTROLLERS; i++)
		if (controller_is_side(i) &&
		    !is_shared(cgroup, cgroup->at[i].path))
			cgroup->at[i].version = 0;
	return 0;
}

/*
 * Where the trees are: looked for once. A process that asks about several cgroups
 * does not read the list of all mounts for each.
 */
static const struct hierarchy *
find_hierarchies(void)
{
	static struct hierarchy found[CGROUP_CONTROLLERS];
	static bool known;

	if (!known && hierarchy_find(found) == -1)
		return NULL;
	known = true;
	return found;
}

int
cgroup_open(struct cgroup *cgroup, const char *name)
{
	bool any = false;

	if (cgroup_find_all(cgroup, name) == -1)
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
cgroup_open_directory(const struct cgroup *cgroup)
{
	/* There is one directory in v2, whichever controllers are there. */
	for (int i = 0; i < CGROUP_CONTROLLERS; i++)
		if (cgroup->at[i].version == 2)
			return open(cgroup->at[i].path,
			    O_PATH | O_DIRECTORY | O_CLOEXEC);
	return fail(
	    ENOTSUP, "CLONE_INTO_CGROUP needs cgroup v2 for", cgroup->name);
}

/*
 * A name is a path downwards. ".." would leave our part of the tree, and the
 * root itself cannot be frozen, killed or removed.
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

bool
cgroup_has_directory(const struct cgroup *cgroup, int i)
{
	if (cgroup->at[i].version == 0)
		return false;
	for (int j = 0; j < i; j++)
		if (strcmp(cgroup->at[j].path, cgroup->at[i].path) == 0)
			return false;
	return true;
}

size_t
cgroup_top_length(const struct cgroup *cgroup, int i)
{
	return strlen(cgroup->at[i].path) - strlen(cgroup->name) - 1;
}

const char *
cgroup_main_directory(const struct cgroup *cgroup)
{
	int i = CGROUP_CORE;

	if (cgroup->at[i].version == 0)
		i = CGROUP_FREEZER;
	if (cgroup->at[i].version == 0)
		for (i = 0; cgroup->at[i].version == 0; i++)
			;
	return cgroup->at[i].path;
}
