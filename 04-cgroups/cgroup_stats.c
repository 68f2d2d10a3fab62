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
	if (cgroup->at[CGROUP_CORE].version == 2)
		v2_stat(cgroup, stats);
}

static void
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
