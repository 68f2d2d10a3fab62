/*
 * A container in a cgroup that systemd makes: scope.h.
 *
 * The engine makes a cgroup first, and the container's first process is born
 * in it. A scope cannot be empty, and systemd removes it as soon as it is. So
 * a process of ours, the keeper, is its first, and ends when the container's
 * first process is in it.
 *
 *     container_scope_start()    in the place of cgroup_create()
 *     container_scope_settle()   when the process is in its cgroup
 *     scope_stop()               before cgroup_remove()
 */
#ifndef CONTAINER_SCOPE_H
#define CONTAINER_SCOPE_H

#include "07-combined/engine/container.h"

/*
 * Makes c->spec->scope with the limits that systemd has properties for, and
 * opens its cgroup: c->cgroup. Returns 0, or -1 with errno and failure_text(),
 * ENOTSUP if the machine has cgroup v1; then nothing is left.
 */
int container_scope_start(struct container *c);

/* Ends the keeper, if there is one. */
void container_scope_settle(struct container *c);

/*
 * Tells systemd of other limits for a container's scope, whose cgroup this is.
 * Returns 0, or -1 with errno and failure_text().
 */
int container_scope_limit(const struct container_spec *spec,
    const struct scope *scope, const struct cgroup *cgroup);

#endif
