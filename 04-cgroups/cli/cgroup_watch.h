/* cgroups watch: a cgroup's CPU time as a bar, a line for each second. */
#ifndef CGROUP_WATCH_H
#define CGROUP_WATCH_H

#include "04-cgroups/cgroup.h"

/*
 * Prints a line each second: which part of one CPU the cgroup has used in this
 * second, how long its processes waited for the next period of the quota, its
 * memory and its processes. Returns 0 when the cgroup no longer has a process,
 * is gone, or is in no tree that counts CPU time; an empty cgroup is watched until
 * it has had a process. Returns -1 with errno if the output or a read fails.
 */
int cgroup_watch(const struct cgroup *cgroup);

#endif
