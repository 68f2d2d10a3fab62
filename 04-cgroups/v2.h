/*
 * What is special about cgroup v2: the kernel's
 * Documentation/admin-guide/cgroup-v2.rst.
 */
#ifndef V2_H
#define V2_H

#include "04-cgroups/cgroup.h"

/*
 * Lets the children of a cgroup have a controller, which it has itself. Returns
 * 0, or -1 with errno ENOENT (it does not have it), EBUSY (it has processes, so
 * that these and the children would compete).
 */
int v2_hand_down(const char *dir, enum cgroup_controller controller);

/*
 * Completes limits that are two files in v1 and one in v2, by what is set
 * already: a period needs a quota, memory plus swap needs the memory. Where
 * there is no such file, that is for others to say. Returns 0, or -1 with errno
 * EINVAL (less memory plus swap than memory).
 */
int v2_complete(const struct cgroup *cgroup, struct cgroup_limits *limits);

/* Freezes or thaws, as v1_freeze() does. */
int v2_freeze(const char *dir, bool frozen, int limit);

/*
 * Kills all processes in it and below at once. Returns 0, or -1 with errno
 * ENOENT before Linux 5.14.
 */
int v2_kill(const char *dir);

/* Reads what v2's controllers count: the others stay as they are. */
void v2_stat(const struct cgroup *cgroup, struct cgroup_stats *stats);

#endif
