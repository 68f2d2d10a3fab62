/*
 * The parents of a cgroup: the directories between the top of its tree and the
 * cgroup. A parent that is made for the sake of a cgroup is marked by an
 * extended attribute; the process that removes the last cgroup in it, whichever
 * process this is, removes a marked parent as well.
 *
 * In all functions the first top bytes of path are the top of the tree, which
 * exists and stays.
 */
#ifndef PARENTS_H
#define PARENTS_H

#include "04-cgroups/tree/controllers.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Makes the parents of path that are missing. In v2 each enables for its
 * children the controllers that it can; in the tree of v1's cpuset each gets
 * the CPUs of its parent. Returns 0, or -1 with errno from mkdir(2).
 */
int parents_create(const char *path, size_t top, int version, bool cpuset);

/*
 * v2: lets all parents of path enable a controller for their children, as far
 * as they have not done so. Returns 0, or -1 with errno ENOENT (a parent does
 * not have the controller), EBUSY (a parent has processes, with which the
 * children would compete).
 */
int
parents_enable(const char *path, size_t top, enum cgroup_controller controller);

/* Removes the parents of path that are marked and empty. Keeps no errno. */
void parents_remove(const char *path, size_t top);

#endif
