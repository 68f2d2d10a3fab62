#include "07-combined/cgroupfs.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>

/* One of the controllers' directories, where programs look for it. */
static void
show_controller(struct container *c, const struct cgroup *cgroup, int i,
    struct container_mount m)
{
	static char targets[CGROUP_CONTROLLERS][PATH_MAX];
	static const char *const names[] = { "cpu", "cpuacct", "cpuset",
		"memory", "blkio", "pids", "freezer", "devices" };

	if (cgroup->at[i].version != 1 || c->nmounts == CONTAINER_MAX)
		return;
	snprintf(targets[i], PATH_MAX, "%s/%s", m.target, names[i]);
	m.source = cgroup->at[i].path;
	m.target = targets[i];
	m.type = NULL;
	c->mounts[c->nmounts++] = m;
}

void
cgroupfs_show(struct container *c, const struct cgroup *cgroup)
{
	struct container_mount old[CONTAINER_MAX];
	size_t n = c->nmounts;

	memcpy(old, c->mounts, sizeof(old));
	c->nmounts = 0;
	for (size_t i = 0; i < n && c->nmounts < CONTAINER_MAX; i++) {
		struct container_mount m = old[i];

		if (m.type == NULL || strncmp(m.type, "cgroup", 6) != 0) {
			c->mounts[c->nmounts++] = m;
			continue;
		}
		if (cgroup->at[CGROUP_CORE].version == 2 &&
		    cgroup->at[CGROUP_MEMORY].version != 1) {
			m.source = cgroup->at[CGROUP_CORE].path;
			m.type = NULL;
			c->mounts[c->nmounts++] = m;
			continue;
		}
		c->mounts[c->nmounts++] = (struct container_mount){
			.source = "tmpfs",
			.target = m.target,
			.type = "tmpfs",
			.flags = MS_NOSUID | MS_NODEV | MS_NOEXEC,
			.data = "mode=755",
		};
		for (int k = 0; k < CGROUP_CORE; k++)
			show_controller(c, cgroup, k, m);
	}
}
