/*
 * What only an engine asks for: a cgroup that exists already, or a part of it,
 * and one more controller for a cgroup.
 */
#include "04-cgroups/cgroup.h"

#include "04-cgroups/tree/control_file.h"
#include "04-cgroups/tree/subtree.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static int
create_missing(struct cgroup *cgroup, const char *name)
{
	if (cgroup_find(cgroup, name) == -1)
		return -1;
	return cgroup_create(cgroup, true);
}

/*
 * The processes of a cgroup that is adopted would be limited, and killed, with
 * the new ones.
 */
static int
check_empty(const char *dir)
{
	ssize_t n = subtree_pids(dir, NULL, 0);

	if (n == 0)
		return 0;
	if (n > 0)
		errno = EBUSY;
	return control_failed(dir);
}

int
cgroup_adopt(struct cgroup *cgroup, const char *name)
{
	if (cgroup_open(cgroup, name) == -1)
		return errno == ENOENT ? create_missing(cgroup, name) : -1;
	for (int i = 0; i < CGROUP_CONTROLLERS; i++)
		if (cgroup_has_directory(cgroup, i) &&
		    check_empty(cgroup->at[i].path) == -1)
			return -1;
	/* The first process would never get to its command. */
	if (cgroup_is_frozen(cgroup)) {
		errno = EBUSY;
		return control_failed(cgroup_main_directory(cgroup));
	}
	return create_missing(cgroup, name);
}

int
cgroup_extend(struct cgroup *cgroup, enum cgroup_controller controller)
{
	struct cgroup all, one = { 0 };
	char text[CONTROL_PATH];

	if (cgroup->at[controller].version != 0)
		return 0;
	if (cgroup_find_all(&all, cgroup->name) == -1)
		return -1;
	if (all.at[controller].version == 0) {
		snprintf(text, sizeof(text),
		    "no cgroup hierarchy has the controller %s",
		    controller_name(controller, 1));
		errno = ENOTSUP;
		return control_failed(text);
	}
	memcpy(one.name, all.name, sizeof(one.name));
	one.at[controller] = all.at[controller];
	if (cgroup_create(&one, true) == -1)
		return -1;
	cgroup->at[controller] = one.at[controller];
	return 0;
}
