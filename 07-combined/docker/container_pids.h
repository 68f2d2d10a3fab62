/*
 * The processes of a container: by its cgroup, or where it has none (a normal
 * user's, with cgroup v1) by its PID namespace.
 */
#ifndef CONTAINER_PIDS_H
#define CONTAINER_PIDS_H

#include "07-combined/docker/docker.h"

/*
 * Lists the processes of a container that runs, as the host numbers them, into
 * *pids, which the caller frees. Without a cgroup these are the processes of its
 * PID namespace, if that is its own, and all descendants of its first process.
 * Returns how many there are, or -1 with errno; then there is nothing to free.
 */
ssize_t container_pids(const struct record *d, pid_t **pids);

/* What a command that needs a cgroup says where a container has none. */
#define CONTAINER_NO_CGROUP                                                    \
	"it has no cgroup (a normal user's has one only below a delegated "    \
	"cgroup of v2)"

#endif
