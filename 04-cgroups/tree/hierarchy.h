/*
 * Hierarchies: where the trees of cgroups are mounted, and in which of them
 * each controller is. v2 alone is one tree; with v1 there are several.
 */
#ifndef HIERARCHY_H
#define HIERARCHY_H

#include "04-cgroups/tree/controllers.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct hierarchy {
	int version;    /* 1, 2, or 0: not mounted */
	char top[256];  /* the directory below which cgroups are made */
	char root[256]; /* where the whole of it is mounted: top, or above it */
};

/*
 * Finds the hierarchy of each controller. v2 counts only where it has one of
 * these controllers, or is the only version: on a hybrid system v2 often has
 * none. Returns 0, or -1 with errno ENOENT if nothing is mounted.
 */
int hierarchy_find(struct hierarchy found[CGROUP_CONTROLLERS]);

/*
 * Reads the path of process pid (0: this one) in the v2 tree, as this process
 * sees it: the "0::" of /proc/PID/cgroup, cgroups(7). Returns false if the
 * process is not in this tree, or the path does not fit.
 */
bool hierarchy_path_of(pid_t pid, char *path, size_t size);

#endif
