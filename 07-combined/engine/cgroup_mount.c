#include "07-combined/engine/cgroup_mount.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>

/* A mount that is left out could be what hides or protects something. */
static int
add(struct container *c, const struct container_mount *m)
{
	if (c->nmounts == CONTAINER_MOUNTS) {
		errno = E2BIG;
		return -1;
	}
	c->mounts[c->nmounts++] = *m;
	return 0;
}

/* One of the controllers' directories, where programs look for it. */
static int
show_controller(struct container *c, const struct cgroup *cgroup, int i,
    struct container_mount m)
{
	static const char *const names[] = { "cpu", "cpuacct", "cpuset",
		"memory", "blkio", "pids", "freezer", "devices" };
	char *target;

	if (cgroup->at[i].version != 1)
		return 0;
	if (asprintf(&target, "%s/%s", m.target, names[i]) == -1)
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
		.source = "tmpfs",
		.target = m->target,
		.type = "tmpfs",
		.flags = MS_NOSUID | MS_NODEV | MS_NOEXEC,
		.data = "mode=755",
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
	if (m.type == NULL || strncmp(m.type, "cgroup", 6) != 0)
		return add(c, &m);
	if (cgroup->at[CGROUP_CORE].version != 2 ||
	    cgroup->at[CGROUP_MEMORY].version == 1)
		return show_v1(c, cgroup, &m);
	m.source = cgroup->at[CGROUP_CORE].path;
	m.type = NULL;
	return add(c, &m);
}

int
cgroup_mount_add(struct container *c, const struct cgroup *cgroup)
{
	struct container_mount old[CONTAINER_MOUNTS];
	size_t n = c->nmounts;

	memcpy(old, c->mounts, sizeof(old));
	c->nmounts = 0;
	for (size_t i = 0; i < n; i++)
		if (show(c, cgroup, old[i]) == -1)
			return -1;
	return 0;
}
