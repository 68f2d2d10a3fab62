/*
 * What a container sees at /sys/fs/cgroup: cgroup_namespaces(7).
 */
#ifndef CGROUP_MOUNT_H
#define CGROUP_MOUNT_H

#include "07-combined/engine/container.h"

/*
 * Makes container->mounts: the specification's, but for each of type cgroup or
 * cgroup2 a bind of the container's own cgroup, with nothing above it. In v1
 * that is a tmpfs, and in it a directory for each controller, read-only if the
 * mount was to be. To be called once the cgroup is there. Returns 0, or -1 with
 * errno ENOMEM.
 */
int cgroup_mount_add(struct container *container, const struct cgroup *cgroup);

#endif
