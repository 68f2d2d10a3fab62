#include "04-cgroups/v2.h"

#include "04-cgroups/control_file.h"
#include "04-cgroups/v1/hierarchy.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The root may hand down and have processes all the same: it has no type. */
static bool
has_processes(const char *dir)
{
	char text[16];

	return control_exists(dir, "cgroup.type") &&
	       (control_read(dir, "cgroup.procs", text, sizeof(text)) > 0 ||
		   errno == EFBIG);
}

int
v2_hand_down(const char *dir, enum cgroup_controller controller)
{
	char list[CONTROL_PATH], text[32];
	const char *name = hierarchy_name(controller, 2);

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
	return control_write(dir, "cgroup.subtree_control",
	    "the children may be limited in it", text);
}

/* cpu.max is quota and period in one: takes the quota from what is there. */
static void
complete_quota(const char *dir, struct cgroup_limits *limits)
{
	char text[64];

	if (control_read(dir, "cpu.max", text, sizeof(text)) <= 0)
		return;
	limits->cpu_quota =
	    strncmp(text, "max", 3) == 0 ? -1 : strtoll(text, NULL, 10);
}

/* memory.swap.max is the swap alone: takes the memory from what is there. */
static int
complete_memory(const char *dir, struct cgroup_limits *limits)
{
	char text[64], path[CONTROL_PATH];

	if (limits->memory == 0) {
		if (control_read(dir, "memory.max", text, sizeof(text)) <= 0)
			return 0;
		limits->memory = strtoll(text, NULL, 10);
	}
	if (limits->memory > 0 && limits->memory <= limits->memory_swap)
		return 0;
	errno = EINVAL;
	return control_failed(control_path(path, dir, "memory.swap.max"));
}

int
v2_complete(const struct cgroup *cgroup, struct cgroup_limits *limits)
{
	if (cgroup->at[CGROUP_CPU].version == 2 && limits->cpu_period != 0 &&
	    limits->cpu_quota == 0)
		complete_quota(cgroup->at[CGROUP_CPU].path, limits);
	if (cgroup->at[CGROUP_MEMORY].version == 2 && limits->memory_swap > 0)
		return complete_memory(cgroup->at[CGROUP_MEMORY].path, limits);
	return 0;
}

int
v2_freeze(const char *dir, bool frozen, int limit)
{
	int waited = 0;

	if (control_write(dir, "cgroup.freeze",
		frozen ? "all in it stop" : "all in it go on",
		frozen ? "1" : "0") == -1)
		return -1;
	for (;;) {
		int64_t now = control_sum(dir, "cgroup.events", "\nfrozen ");

		if (now == -1)
			return -1;
		if (now == frozen)
			return 0;
		if (!control_wait(&waited, limit))
			break;
	}
	if (frozen)
		control_write(
		    dir, "cgroup.freeze", "not all stopped in time", "0");
	errno = ETIMEDOUT;
	return -1;
}

int
v2_kill(const char *dir)
{
	return control_write(dir, "cgroup.kill", "SIGKILL to all in it", "1");
}

void
v2_stat(const struct cgroup *cgroup, struct cgroup_stats *stats)
{
	const char *dir = cgroup->at[CGROUP_CORE].path;

	if (cgroup->at[CGROUP_MEMORY].version == 2) {
		stats->memory = control_number(dir, "memory.current");
		stats->memory_peak = control_number(dir, "memory.peak");
		stats->oom_kills =
		    control_sum(dir, "memory.events", "\noom_kill ");
	}
	/* The core counts CPU time even where v1 has the controller. */
	if (stats->cpu_usec == -1)
		stats->cpu_usec = control_sum(dir, "cpu.stat", "\nusage_usec ");
	if (cgroup->at[CGROUP_CPU].version == 2) {
		stats->throttled =
		    control_sum(dir, "cpu.stat", "\nnr_throttled ");
		stats->throttled_usec =
		    control_sum(dir, "cpu.stat", "\nthrottled_usec ");
	}
	if (cgroup->at[CGROUP_PIDS].version == 2)
		stats->pids = control_number(dir, "pids.current");
	if (cgroup->at[CGROUP_IO].version == 2) {
		stats->read_bytes = control_sum(dir, "io.stat", " rbytes=");
		stats->written_bytes = control_sum(dir, "io.stat", " wbytes=");
	}
}
