/*
 * A container's cgroup, as the parent sees it: made and limited while no process is in
 * it, entered by the child as it is born, and the last that goes.
 */
#ifndef CONTAINER_CGROUP_H
#define CONTAINER_CGROUP_H

#include "07-combined/engine/container.h"

#include <stdbool.h>

/*
 * Makes c->cgroup with the limits of the spec, and adds what the container is to see
 * of it to the mounts; with exec, opens the container's. Returns 0, or -1 with
 * c->failure. That it cannot be made is one only where something depends on it.
 */
int container_cgroup_make(struct container *c);

/*
 * Opens what a new process needs to be in the cgroup without a move: *v2, a directory
 * for clone3(2), to be closed; -1 without v2; and c->tasks. Returns false if the
 * process has to be moved.
 */
bool container_cgroup_open(struct container *c, int *v2);

/* Moves the child there, unless it was born there. Returns 0, or -1 with c->failure. */
int container_cgroup_enter(struct container *c);

/* Ends all processes in a cgroup of ours, and removes it. What remains is said. */
void container_cgroup_remove(struct container *c);

#endif
