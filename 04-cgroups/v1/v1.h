/*
 * What is special about cgroup v1: cgroups(7), and the kernel's
 * Documentation/admin-guide/cgroup-v1.
 */
#ifndef V1_H
#define V1_H

#include "04-cgroups/cgroup.h"

/*
 * Gives a new cpuset the CPUs and memory nodes of its parent: it begins with
 * none, and nothing can be attached to it. Does nothing in other hierarchies.
 * Returns 0, or -1 with errno.
 */
int v1_fill_cpuset(const char *parent, const char *dir);

/*
 * Freezes or thaws; the kernel gets at most limit milliseconds to stop all.
 * Returns 0, or -1 with errno ETIMEDOUT.
 */
int v1_freeze(const char *dir, bool frozen, int limit);

/* Reads what v1's controllers count: the others stay as they are. */
void v1_stat(const struct cgroup *cgroup, struct cgroup_stats *stats);

#endif
