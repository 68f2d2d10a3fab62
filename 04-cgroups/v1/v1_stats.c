#include "04-cgroups/v1/v1_stats.h"

#include "04-cgroups/tree/control_file.h"

void
v1_stat(const struct cgroup *cgroup, struct cgroup_stats *stats)
{
	if (cgroup->at[CGROUP_MEMORY].version == 1) {
		const char *dir = cgroup->at[CGROUP_MEMORY].path;

		stats->memory = control_number(dir, "memory.usage_in_bytes");
		stats->memory_peak =
		    control_number(dir, "memory.max_usage_in_bytes");
	}
	if (cgroup->at[CGROUP_CPUACCT].version == 1) {
		const char *dir = cgroup->at[CGROUP_CPUACCT].path;
		int64_t ns = control_number(dir, "cpuacct.usage");

		stats->cpu_usec = ns == -1 ? -1 : ns / 1000;
	}
	if (cgroup->at[CGROUP_CPU].version == 1) {
		const char *dir = cgroup->at[CGROUP_CPU].path;
		int64_t ns = control_sum(dir, "cpu.stat", "\nthrottled_time ");

		stats->throttled =
		    control_sum(dir, "cpu.stat", "\nnr_throttled ");
		stats->throttled_usec = ns == -1 ? -1 : ns / 1000;
	}
	if (cgroup->at[CGROUP_PIDS].version == 1)
		stats->pids = control_number(
		    cgroup->at[CGROUP_PIDS].path, "pids.current");
	if (cgroup->at[CGROUP_IO].version == 1) {
		const char *dir = cgroup->at[CGROUP_IO].path;
		const char *file = "blkio.throttle.io_service_bytes_recursive";

		stats->read_bytes = control_sum(dir, file, " Read ");
		stats->written_bytes = control_sum(dir, file, " Write ");
	}
}
