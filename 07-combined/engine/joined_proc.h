/*
 * The /proc of another container's PID namespace.
 *
 * mount(2) shows the processes of the namespace that its caller is in. We are
 * not in there yet, and what is in there would see us: so another process goes,
 * without power over anything, and hands out what fsopen(2) gives it.
 */
#ifndef JOINED_PROC_H
#define JOINED_PROC_H

#include "07-combined/engine/container.h"

/*
 * Where the container is to join a PID namespace, has the tree of each mount of
 * /proc be one of that, with the mount's options, not mounted yet. Returns 0,
 * or -1 with errno.
 */
int joined_proc_open_all(struct container *container);

#endif
