#include "07-combined/engine/process_attributes.h"

#include "07-combined/engine/namespaced.h"
#include "common/explain.h"
#include "common/failure.h"
#include "common/file.h"

#include <errno.h>
#include <limits.h>
#include <linux/keyctl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* A clock can be moved until the first process is in its namespace. */
int
attributes_clocks(const struct container_spec *spec)
{
	static const int clocks[] = { CLOCK_MONOTONIC, CLOCK_BOOTTIME };

	if (ns_unshare(CLONE_NEWTIME) == -1)
		return -1;
	for (int i = 0; i < 2; i++) {
		const struct timespec *offset = &spec->clock_offsets[i];

		if ((offset->tv_sec != 0 || offset->tv_nsec != 0) &&
		    ns_offset_time(clocks[i], offset) == -1)
			return -1;
	}
	return ns_enter_time();
}

int
attributes_names(const struct container_spec *spec)
{
	if (spec->hostname != NULL && ns_set_hostname(spec->hostname) == -1)
		return -1;
	if (spec->domainname == NULL)
		return 0;
	explain("a NIS domain of our own", "setdomainname(\"%s\", %zu)",
	    spec->domainname, strlen(spec->domainname));
	if (setdomainname(spec->domainname, strlen(spec->domainname)) == -1)
		return failure_set("setdomainname(\"%s\")", spec->domainname);
	return 0;
}

int
attributes_sysctls(const struct container_spec *spec)
{
	for (size_t i = 0; i < spec->nsysctls; i++) {
		char path[PATH_MAX];

		if (namespaced_path(
			spec->sysctls[i].name, path, sizeof(path)) == -1)
			return failure_set("sysctl %s", spec->sysctls[i].name);
		if (file_write(path, "a setting of our namespaces only", "%s",
			spec->sysctls[i].value) == -1)
			return -1;
	}
	return 0;
}

static int
set_memory_policy(const struct container_spec *spec)
{
	const struct container_memory_policy *p = spec->memory_policy;

	if (p == NULL)
		return 0;
	explain("the NUMA nodes that its memory comes from",
	    "set_mempolicy(%#x, [%#lx...], %zu)", p->mode, p->nodes[0],
	    8 * sizeof(p->nodes));
	/* The kernel counts one bit less than it is told: set_mempolicy(2). */
	if (syscall(SYS_set_mempolicy, p->mode, p->nodes,
		8 * sizeof(p->nodes) + 1) == -1)
		return failure_set("set_mempolicy");
	return 0;
}

static int
set_schedule(const struct container_spec *spec)
{
	if (spec->io_priority != 0) {
		explain("its priority at the disk",
		    "ioprio_set(IOPRIO_WHO_PROCESS, 0, ...)");
		if (syscall(SYS_ioprio_set, 1, 0, spec->io_priority) == -1)
			return failure_set("ioprio_set");
	}
	if (spec->scheduler == NULL)
		return 0;
	explain("its priority at the CPU", "sched_setattr(0, ..., 0)");
	if (syscall(SYS_sched_setattr, 0, spec->scheduler, 0) == -1)
		return failure_set("sched_setattr");
	return 0;
}

int
attributes_rlimits(const struct container_spec *spec)
{
	if (spec->personality != 0) {
		explain("which machine uname(2) shows", "personality(...)");
		if (personality(spec->personality) == -1)
			return failure_set("personality");
	}
	if (set_memory_policy(spec) == -1 || set_schedule(spec) == -1)
		return -1;
	for (size_t i = 0; i < spec->nlimits; i++)
		if (setrlimit(
			spec->limits[i].resource, &spec->limits[i].value) == -1)
			return failure_set(
			    "setrlimit(%d)", spec->limits[i].resource);
	return 0;
}

int
attributes_keyring(void)
{
	explain("keys of our own, and none of the caller's",
	    "keyctl(KEYCTL_JOIN_SESSION_KEYRING, NULL)");
	if (syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL) != -1)
		return 0;
	/*
	 * A filter that we are under forbids it: it will forbid the container,
	 * too, to use any.
	 */
	if (errno == ENOSYS || errno == EPERM)
		return 0;
	return failure_set("keyctl(KEYCTL_JOIN_SESSION_KEYRING)");
}
