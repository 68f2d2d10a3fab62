/*
 * Hierarchies: where the trees of cgroups are mounted, and in which of them
 * each controller is.
 */
#ifndef HIERARCHY_H
#define HIERARCHY_H

#include "04-cgroups/cgroup.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct hierarchy {
	int version;   /* 1, 2, or 0: not mounted */
	char top[256]; /* the directory under which our cgroups begin */
};

/*
 * Finds the hierarchy of each controller. v2 counts only where it has a
 * controller that we use, or is all there is: on a hybrid system it often holds
 * nothing. Returns 0, or -1 with errno ENOENT where nothing is mounted.
 */
int hierarchy_find(struct hierarchy found[CGROUP_CONTROLLERS]);

/*
 * Reads where in the v2 tree process pid is (0: this one), as far as we see it:
 * the "0::" of /proc/PID/cgroup, cgroups(7). Returns false where it is in none,
 * or the path does not fit.
 */
bool hierarchy_place(pid_t pid, char *path, size_t size);

/* Returns what v1 (or v2) calls a controller, NULL where it has none. */
const char *hierarchy_name(enum cgroup_controller controller, int version);

#endif
