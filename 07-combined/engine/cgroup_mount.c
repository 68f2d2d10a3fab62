#include "07-combined/engine/cgroup_mount.h"

#include "04-cgroups/tree/controllers.h"
#include "common/list.h"

#include <stdio.h>
#include <string.h>
#include <sys/mount.h>

static int
add(struct container *c, const struct container_mount *m)
{
	return LIST_ADD(c->mounts, c->nmounts, m);
}

/* One of the controllers' directories, where programs look for it. */
static int
show_controller(struct container *c, const struct cgroup *cgroup, int i,
    struct container_mount m)
{
	char *target;

	if (cgroup->at[i].version != 1)
		return 0;
	if (asprintf(&target, "%s/%s", m.target, controller_name(i, 1)) == -1)
		return -1;
	m.source = cgroup->at[i].path;
	m.target = target;
	m.type = NULL;
	return add(c, &m);
}

static int
show_v1(struct container *c, const struct cgroup *cgroup,
    const struct container_mount *m)
{
	struct container_mount above = {
		CONTAINER_MOUNT_NO_FDS,
		.source = "tmpfs",
		.target = m->target,
		.type = "tmpfs",
		.flags = MS_NOSUID | MS_NODEV | MS_NOEXEC,
		.data = "mode=755",
		.label = m->label,
		.sealed = m->flags & MS_RDONLY,
	};

	if (add(c, &above) == -1)
		return -1;
	for (int i = 0; i < CGROUP_CORE; i++)
		if (show_controller(c, cgroup, i, *m) == -1)
			return -1;
	return 0;
}

static int
show(struct container *c, const struct cgroup *cgroup, struct container_mount m)
{
	bool v1 = cgroup->at[CGROUP_CORE].version != 2 ||
		  cgroup->at[CGROUP_MEMORY].version == 1;

	if (m.type == NULL || strncmp(m.type, "cgroup", 6) != 0)
		return add(c, &m);
	/* Beside v1: the hierarchy of v2, as the cgroup namespace shows it. */
	if (v1 && strcmp(m.type, "cgroup2") == 0)
		return add(c, &m);
	if (v1)
		return show_v1(c, cgroup, &m);
	m.source = cgroup->at[CGROUP_CORE].path;
	m.type = NULL;
	return add(c, &m);
}

int
cgroup_mount_add(struct container *c, const struct cgroup *cgroup)
{
	for (size_t i = 0; i < c->spec->nmounts; i++)
		if (show(c, cgroup, c->spec->mounts[i]) == -1)
			return -1;
	return 0;
}
