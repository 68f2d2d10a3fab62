#include "04-cgroups/v1/v1.h"

#include "04-cgroups/control_file.h"

#include <errno.h>
#include <string.h>

/* Copies a cpuset file from parent to child, unless the child's has a value. */
static int
inherit(const char *parent, const char *dir, const char *file)
{
	char text[1024];

	if (control_read(dir, file, text, sizeof(text)) == -1)
		return -1;
	if (text[0] != '\0')
		return 0;
	if (control_read(parent, file, text, sizeof(text)) == -1)
		return -1;
	return control_write(
	    dir, file, "as the parent's; it begins empty", text);
}

int
v1_fill_cpuset(const char *parent, const char *dir)
{
	if (!control_exists(dir, "cpuset.cpus"))
		return 0;
	if (inherit(parent, dir, "cpuset.cpus") == -1)
		return -1;
	return inherit(parent, dir, "cpuset.mems");
}

int
v1_freeze(const char *dir, bool frozen, int limit)
{
	const char *wanted = frozen ? "FROZEN" : "THAWED";
	char state[32];
	int waited = 0;

	/* FREEZING until the last process has stopped. */
	if (control_write(dir, "freezer.state",
		frozen ? "all in it stop" : "all in it go on", wanted) == -1)
		return -1;
	for (;;) {
		if (control_read(dir, "freezer.state", state, sizeof(state)) ==
		    -1)
			return -1;
		if (strcmp(state, wanted) == 0)
			return 0;
		if (!control_wait(&waited, limit))
			break;
	}
	if (frozen)
		control_write(
		    dir, "freezer.state", "not all stopped in time", "THAWED");
	errno = ETIMEDOUT;
	return -1;
}

void
v1_stat(const struct cgroup *cgroup, struct cgroup_stats *stats)
{
	if (cgroup->at[CGROUP_MEMORY].version == 1) {
		const char *dir = cgroup->at[CGROUP_MEMORY].path;

		stats->memory = control_number(dir, "memory.usage_in_bytes");
		stats->memory_peak =
		    control_number(dir, "memory.max_usage_in_bytes");
		stats->oom_kills =
		    control_sum(dir, "memory.oom_control", "\noom_kill ");
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
