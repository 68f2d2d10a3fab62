/*
 * What the kernel has counted for a cgroup: the same numbers, in other files in
 * each version.
 */
#include "04-cgroups/cgroup.h"
#include "04-cgroups/tree/control_file.h"
#include "04-cgroups/v1/v1_stats.h"

#include <string.h>

static void v2_stat(const struct cgroup *cgroup, struct cgroup_stats *stats);

void
cgroup_stat(const struct cgroup *cgroup, struct cgroup_stats *stats)
{
	memset(stats, -1, sizeof(*stats));
	v1_stat(cgroup, stats);
	stats->oom_kills = cgroup_oom_kills(cgroup);
	if (cgroup->at[CGROUP_CORE].version == 2)
		v2_stat(cgroup, stats);
}

int64_t
cgroup_oom_kills(const struct cgroup *cgroup)
{
	const char *dir = cgroup->at[CGROUP_MEMORY].path;
	int version = cgroup->at[CGROUP_MEMORY].version;

	if (version == 0)
		return -1;
	return control_sum(dir,
	    version == 1 ? "memory.oom_control" : "memory.events",
	    "\noom_kill ");
}

static void
v2_stat(const struct cgroup *cgroup, struct cgroup_stats *stats)
{
	const char *dir = cgroup->at[CGROUP_CORE].path;

	if (cgroup->at[CGROUP_MEMORY].version == 2) {
		stats->memory = control_number(dir, "memory.current");
		stats->memory_peak = control_number(dir, "memory.peak");
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
