/*
 * Trees of cgroups: directories that the kernel fills and empties by itself,
 * and that go by rmdir(2) alone, the lowest first.
 */
#ifndef TREE_H
#define TREE_H

#include "04-cgroups/cgroup.h"

#include <stddef.h>
#include <sys/types.h>

/*
 * Makes the directory path, with the parents that are missing below its first
 * top bytes. Returns 0, or -1 with errno from mkdir(2).
 */
int tree_make(const char *path, size_t top, int version);

/*
 * v2: lets the parents hand a controller down as far as path, when it was not
 * done yet. Returns 0, or -1 with errno as v2_hand_down().
 */
int
tree_hand_down(const char *path, size_t top, enum cgroup_controller controller);

/*
 * Removes the directory path and those below it, then its parents as
 * tree_prune() does. Retries where the kernel is still busy. Returns 0, or -1
 * with errno EBUSY.
 */
int tree_remove(const char *path, size_t top);

/*
 * Removes the parents of path, below its first top bytes, that tree_make() made
 * on the way to it, and that are empty.
 */
void tree_prune(const char *path, size_t top);

/*
 * Lists the processes in path and below: at most size of them into pids.
 * Returns how many there are, or -1 with errno.
 */
ssize_t tree_pids(const char *path, pid_t *pids, size_t size);

#endif
