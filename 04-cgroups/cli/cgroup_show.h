/* cgroups show: what the kernel has of a cgroup. */
#ifndef CGROUP_SHOW_H
#define CGROUP_SHOW_H

#include "04-cgroups/cgroup.h"

/* Prints counters, limits and processes. Returns 0, or -1 with errno. */
int cgroup_show(const struct cgroup *cgroup);

#endif
