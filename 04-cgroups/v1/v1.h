/*
 * What is special about cgroup v1: cgroups(7), and the kernel's
 * Documentation/admin-guide/cgroup-v1.
 */
#ifndef V1_H
#define V1_H

#include <stdbool.h>

/*
 * Gives a new cpuset the CPUs and memory nodes of its parent: it begins with
 * none, and no process can be attached to it. Does nothing in other
 * hierarchies. Returns 0, or -1 with errno.
 */
int v1_fill_cpuset(const char *dir);

/* Asks the freezer to stop all, or to let them go on. Returns 0, or -1. */
int v1_ask_freezer(const char *dir, bool frozen, const char *why);

/* Lets those below go on that were stopped for themselves. */
void v1_thaw_below(const char *dir);

/*
 * Returns 1 when all are stopped as they should be, 0 when all run as they
 * should, 2 in between, or -1 with errno.
 */
int v1_freezer_state(const char *dir);

#endif
