/* The counters of cgroup v1's controllers. */
#ifndef V1_STATS_H
#define V1_STATS_H

#include "04-cgroups/cgroup.h"

/* Reads what v1's controllers count; the other counters stay as they are. */
void v1_stat(const struct cgroup *cgroup, struct cgroup_stats *stats);

#endif
