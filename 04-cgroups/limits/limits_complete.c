#include "04-cgroups/limits/limits_complete.h"

#include "04-cgroups/tree/control_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* 1.5 CPUs are 150000 µs in each 100000: processes run on several CPUs. */
static int
choose_quota(struct cgroup_limits *limits)
{
	if (limits->cpu_quota != 0) {
		errno = EINVAL;
		return control_failed("CPUs and quota");
	}
	if (limits->cpu_period == 0)
		limits->cpu_period = 100000;
	limits->cpu_quota = limits->cpu_nano * limits->cpu_period / 1000000000;
	return 0;
}

/* cpu.max has quota and period: takes the quota from the file. */
static void
complete_quota(const char *dir, struct cgroup_limits *limits)
{
	char text[64];

	if (control_read(dir, "cpu.max", text, sizeof(text)) <= 0)
		return;
	limits->cpu_quota =
	    strncmp(text, "max", 3) == 0 ? -1 : strtoll(text, NULL, 10);
}

/* memory.swap.max is the swap alone: takes the memory from memory.max. */
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
limits_complete(const struct cgroup *cgroup, struct cgroup_limits *limits)
{
	if (limits->cpu_nano != 0 && choose_quota(limits) == -1)
		return -1;
	if (cgroup->at[CGROUP_CPU].version == 2 && limits->cpu_period != 0 &&
	    limits->cpu_quota == 0)
		complete_quota(cgroup->at[CGROUP_CPU].path, limits);
	if (cgroup->at[CGROUP_MEMORY].version == 2 && limits->memory_swap > 0)
		return complete_memory(cgroup->at[CGROUP_MEMORY].path, limits);
	return 0;
}
