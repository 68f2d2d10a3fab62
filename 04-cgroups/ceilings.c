/*
 * The limits of which a part can be in use: for a picture of both.
 */
#include "04-cgroups/cgroup.h"
#include "04-cgroups/tree/control_file.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

/* v1 has no word for "unlimited", but a number that no machine has. */
#define UNLIMITED (INT64_C(1) << 60)

static int64_t
ceiling(const struct cgroup *cgroup, enum cgroup_controller controller,
    const char *v1, const char *v2)
{
	int version = cgroup->at[controller].version;
	char text[64];

	if (version == 0 || control_read(cgroup->at[controller].path,
				version == 1 ? v1 : v2, text, sizeof(text)) < 1)
		return -1;
	int64_t limit = isdigit((unsigned char)text[0])
			    ? strtoll(text, NULL, 10)
			    : -1; /* "max" */
	return limit < UNLIMITED ? limit : -1;
}

static double
cpus_of(const struct cgroup *cgroup)
{
	const char *dir = cgroup->at[CGROUP_CPU].path;
	long long quota = -1, period = -1;
	char text[64];

	if (cgroup->at[CGROUP_CPU].version == 1) {
		quota = control_number(dir, "cpu.cfs_quota_us");
		period = control_number(dir, "cpu.cfs_period_us");
	} else if (cgroup->at[CGROUP_CPU].version == 2 &&
		   (control_read(dir, "cpu.max", text, sizeof(text)) == -1 ||
		       sscanf(text, "%lld %lld", &quota, &period) != 2))
		return -1;
	return quota > 0 && period > 0 ? (double)quota / period : -1;
}

void
cgroup_get_ceilings(const struct cgroup *cgroup, struct cgroup_ceilings *limits)
{
	limits->memory = ceiling(
	    cgroup, CGROUP_MEMORY, "memory.limit_in_bytes", "memory.max");
	limits->pids = ceiling(cgroup, CGROUP_PIDS, "pids.max", "pids.max");
	limits->cpus = cpus_of(cgroup);
}
