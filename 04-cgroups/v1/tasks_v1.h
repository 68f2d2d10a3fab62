/*
 * How a process enters its cgroups of v1 by itself.
 *
 * To move a process with all of its threads, the kernel must keep every process
 * of the machine from forking. It first waits for all processors: some 10 ms on
 * a machine that was idle. A thread that writes 0 to the file `tasks` moves
 * itself and nothing else, without that wait, and a process that has just been
 * forked has one thread. (In v2, clone3(2) does the same:
 * cgroup_open_directory.)
 */
#ifndef TASKS_V1_H
#define TASKS_V1_H

#include "04-cgroups/cgroup.h"

/* The file `tasks` of each of a cgroup's directories in v1. */
struct tasks_v1 {
	int fds[CGROUP_CONTROLLERS]; /* -1: none */
	bool any;
};

/*
 * Opens the files, for a child that inherits them: the kernel checks the rights
 * of the process that opens them, not of the one that writes. Returns 0, also
 * where v1 has no directory of the cgroup, or -1 with errno of open(2).
 */
int tasks_v1_open(struct tasks_v1 *tasks, const struct cgroup *cgroup);

/*
 * Moves the calling thread into each of the directories. Returns 0, or -1 with
 * errno of cgroup_attach().
 */
int tasks_v1_enter(const struct tasks_v1 *tasks, const struct cgroup *cgroup);

/* Closes the files. To be called by both processes. */
void tasks_v1_close(struct tasks_v1 *tasks);

#endif
