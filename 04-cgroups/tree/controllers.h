/*
 * The kernel's controllers that a cgroup here can have: cgroups(7). The core is
 * what cgroup v2 has without any controller.
 */
#ifndef CONTROLLERS_H
#define CONTROLLERS_H

#include <stdbool.h>

enum cgroup_controller {
	CGROUP_CPU,
	CGROUP_CPUACCT, /* v1 only: v2's core counts CPU time */
	CGROUP_CPUSET,
	CGROUP_MEMORY,
	CGROUP_IO, /* v1 calls it blkio */
	CGROUP_PIDS,
	CGROUP_FREEZER, /* v1 only: v2's core freezes */
	CGROUP_DEVICES, /* v1 only: v2 has programs (devices.h) */
	CGROUP_CORE,
	/* Side controllers: for few containers, so joined where one is asked for. */
	CGROUP_HUGETLB,
	CGROUP_RDMA,
	CGROUP_NET_CLS,  /* v1 only */
	CGROUP_NET_PRIO, /* v1 only */
	CGROUP_CONTROLLERS
};

/*
 * Returns what a version, 1 or 2, calls a controller: "blkio" or "io"; NULL
 * if this version has no such controller.
 */
const char *controller_name(enum cgroup_controller controller, int version);

/* Is it one of the side controllers? */
bool controller_is_side(enum cgroup_controller controller);

#endif
