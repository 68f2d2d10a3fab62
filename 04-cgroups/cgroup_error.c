/*
 * What an errno at a cgroup's file means, and what to do about it: the kernel
 * has few error numbers for many reasons.
 */
#include "04-cgroups/cgroup.h"

#include "04-cgroups/tree/control_file.h"
#include "common/explain.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define IN_USE                                                                 \
	"more than that is in use and cannot be freed: raise the limit, or "   \
	"end processes"
#define NO_REALTIME                                                            \
	"only cgroup v1 has it, on a kernel with CONFIG_RT_GROUP_SCHED"
#define REALTIME_BUDGET                                                        \
	"at most what the parent has, and its other children leave of it"
#define EMPTY_CPUSET "its cpuset.cpus or cpuset.mems is empty"
#define NO_BUDGET "a realtime process needs a budget: --cpu-rt-runtime"
#define ONLY_PARENTS "at most what the parent has: see the same file there"

/* The first row with a word of the path counts; NULL stands for any path. */
static const struct remedy {
	const char *word;
	int error;
	const char *text;
} remedies[] = {
	{ "cgroup hierarchies", ENOENT,
	    "none is mounted: mount -t cgroup2 none /sys/fs/cgroup" },
	{ "cgroup name", EINVAL,
	    "a path below the root, without ..: web, or lab/web" },
	{ "CPUs and quota", EINVAL, "--cpus or --cpu-quota, not both" },
	{ "cgroup ", ENOENT, "cgroups create makes one" },
	{ "controller ", ENOTSUP,
	    "not in this kernel, or not available to you: see /proc/cgroups; "
	    "cgroup_enable= at boot, mounting it (v1) or delegating it (v2) "
	    "may help" },

	{ "cgroup.subtree_control", EBUSY,
	    "a cgroup that has processes cannot enable controllers for its "
	    "children: move the processes to one of these first" },
	{ "cgroup.procs", EBUSY,
	    "a cgroup that enables controllers for its children cannot have "
	    "processes: attach to one below it" },
	{ "/cgroup.", EOPNOTSUPP, "the cgroup is threaded: see cgroup.type" },
	{ "cgroup.procs", ENOSPC, EMPTY_CPUSET },
	{ "/tasks", ENOSPC, EMPTY_CPUSET },
	{ "cgroup.procs", EINVAL, NO_BUDGET },
	{ "/tasks", EINVAL, NO_BUDGET },
	{ "cgroup.procs", EACCES,
	    "needs root, or the right to write cgroup.procs where the old and "
	    "the new cgroup have their common parent" },

	{ "memory.limit_in_bytes", EBUSY, IN_USE },
	{ "memory.limit_in_bytes", EINVAL,
	    "not above memory plus swap: raise --memory-swap with it" },
	{ "memory.memsw.limit_in_bytes", EBUSY, IN_USE },
	{ "memory.memsw.limit_in_bytes", EINVAL,
	    "memory plus swap, so not below the memory" },
	{ "memory.swap.max", EINVAL,
	    "memory plus swap, so --memory must be set, and not above it" },
	{ "memory.memsw.limit_in_bytes", ENOTSUP, "boot with swapaccount=1" },
	{ "memory.swap.max", ENOTSUP, "boot with swapaccount=1" },
	{ "cpu.cfs_", EINVAL,
	    "at least 1000 us, and no more than the parent's" },
	{ "cpu.max", EINVAL,
	    "a quota of at least 1000 us, in a period of 1000 to 1000000 us" },
	{ "cpu.rt_", ENOTSUP, NO_REALTIME },
	{ "cpu.rt_", EINVAL, REALTIME_BUDGET },
	{ "cpuset.", EINVAL, ONLY_PARENTS },
	{ "cpuset.", ERANGE, ONLY_PARENTS },
	{ "cpuset.", EACCES, ONLY_PARENTS },
	{ "blkio.", ENODEV, "a whole disk, not a partition" },
	{ "/io.", ENODEV, "a whole disk, not a partition" },

	{ NULL, EEXIST, "choose another name, or run cgroups remove" },
	{ NULL, EBUSY, "processes are in it: run cgroups kill" },
	{ NULL, ESRCH, "no such process" },
	{ NULL, ENOTSUP, "this kernel has no such file" },
	{ NULL, EROFS, "mounted read-only, as in most containers" },
	{ NULL, ETIMEDOUT,
	    "a process hangs in the kernel (D in ps), or a parent is frozen" },
	{ NULL, EPERM, "needs root" },
	{ NULL, EACCES,
	    "needs root, or a part of the cgroup v2 tree: systemd-run --user "
	    "--scope -p Delegate=yes" },
};

const char *
cgroup_file(void)
{
	return control_failed_at();
}

const char *
cgroup_strerror(void)
{
	static char message[1024];
	int error = errno;

	explain_flush(); /* the step that failed comes before its message */
	const char *path = cgroup_file();
	size_t used =
	    snprintf(message, sizeof(message), "%s: %s", path, strerror(error));

	for (size_t i = 0; i < sizeof(remedies) / sizeof(remedies[0]); i++) {
		const struct remedy *r = &remedies[i];

		if (r->error != error ||
		    (r->word != NULL && strstr(path, r->word) == NULL))
			continue;
		if (used < sizeof(message))
			snprintf(message + used, sizeof(message) - used,
			    " (%s)", r->text);
		break;
	}
	errno = error;
	return message;
}
