/*
 * Small files that are a container's own: hosts(5), hostname(5),
 * resolv.conf(5).
 *
 * A container may write to them. On a file system of the host's it could fill
 * that; so they lie in a tmpfs(5) of theirs, which no directory leads to, and
 * which is gone with the container. Its pages count for the container's cgroup.
 */
#ifndef TMPFS_FILES_H
#define TMPFS_FILES_H

#include "07-combined/engine/container.h"

/*
 * In the container's mount namespace, the host's root in sight, the container's
 * the working directory: makes the specification's files and mounts each on its
 * target. Returns 0, or -1 with errno; container->shared_file is open for
 * writing then, which keeps every lease on that file away (fcntl(2)), so that
 * to change it later never waits.
 */
int tmpfs_files_add(struct container *container);

#endif
