#include "04-cgroups/tree/controllers.h"

#include <stddef.h>

static const char *const names[CGROUP_CONTROLLERS][2] = {
	[CGROUP_CPU] = { "cpu", "cpu" },
	[CGROUP_CPUACCT] = { "cpuacct", NULL },
	[CGROUP_CPUSET] = { "cpuset", "cpuset" },
	[CGROUP_MEMORY] = { "memory", "memory" },
	[CGROUP_IO] = { "blkio", "io" },
	[CGROUP_PIDS] = { "pids", "pids" },
	[CGROUP_FREEZER] = { "freezer", NULL },
	[CGROUP_DEVICES] = { "devices", NULL },
	[CGROUP_HUGETLB] = { "hugetlb", "hugetlb" },
	[CGROUP_RDMA] = { "rdma", "rdma" },
	[CGROUP_NET_CLS] = { "net_cls", NULL },
	[CGROUP_NET_PRIO] = { "net_prio", NULL },
};

const char *
controller_name(enum cgroup_controller controller, int version)
{
	return names[controller][version - 1];
}

bool
controller_is_side(enum cgroup_controller controller)
{
	return controller > CGROUP_CORE;
}
