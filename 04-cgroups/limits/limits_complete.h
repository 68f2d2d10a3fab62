/*
 * Limits that depend on each other: completes what was asked for, before it is
 * translated into files.
 */
#ifndef LIMITS_COMPLETE_H
#define LIMITS_COMPLETE_H

#include "04-cgroups/cgroup.h"

/*
 * Turns a number of CPUs into quota and period. In v2, where cpu.max has both
 * of these and memory.swap.max is the swap alone, takes what was not asked for
 * from the present files; a file that is missing is an error of a later step.
 * Returns 0, or -1 with errno EINVAL (both CPUs and quota; less memory plus
 * swap than memory).
 */
int limits_complete(const struct cgroup *cgroup, struct cgroup_limits *limits);

#endif
