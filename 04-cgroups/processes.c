/*
 * What can be done to all processes of a cgroup at once. No process escapes
 * from its cgroup by fork(2), setsid(2) or daemon(3): that is why an engine
 * kills a container by its cgroup, and not by PIDs.
 */
#include "04-cgroups/cgroup.h"
#include "04-cgroups/tree/control_file.h"
#include "04-cgroups/tree/subtree.h"
#include "04-cgroups/v1/v1.h"
#include "common/explain.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>

/* How long the kernel gets to stop or to kill all, in milliseconds. */
#define PATIENCE 10000

static ssize_t
find_members(const struct cgroup *cgroup, pid_t *pids, size_t size);
static int kill_each(const struct cgroup *cgroup);

int
cgroup_kill(const struct cgroup *cgroup)
{
	bool one_by_one = cgroup->at[CGROUP_CORE].version == 0;
	ssize_t n;

	for (int waited = 0; (n = find_members(cgroup, NULL, 0)) > 0;) {
		/* One write for all, since Linux 5.14. */
		if (!one_by_one)
			one_by_one = control_write(cgroup->at[CGROUP_CORE].path,
					 "cgroup.kill", "SIGKILL to all in it",
					 "1") == -1;
		if (one_by_one && kill_each(cgroup) == -1)
			return -1;

		/* A killed process is a member until the kernel reaps it. */
		int round = 0;
		while (find_members(cgroup, NULL, 0) > 0 &&
		       control_wait(&round, 500))
			;
		waited += round;
		if (waited > PATIENCE) {
			errno = ETIMEDOUT;
			return control_failed("kill");
		}
		one_by_one = true;
	}
	return n;
}

/* Asks the kernel to freeze or to thaw, which takes its time. */
static int
ask_to_freeze(const struct cgroup *cgroup, bool frozen, const char *why)
{
	if (cgroup->at[CGROUP_CORE].version == 2)
		return control_write(cgroup->at[CGROUP_CORE].path,
		    "cgroup.freeze", why, frozen ? "1" : "0");
	if (cgroup->at[CGROUP_FREEZER].version == 1)
		return v1_ask_freezer(
		    cgroup->at[CGROUP_FREEZER].path, frozen, why);
	errno = ENOTSUP;
	return control_failed("freezer");
}

/* Returns 1: all are frozen, 0: none is, 2: in between (v1), or -1. */
static int
read_state(const struct cgroup *cgroup)
{
	if (cgroup->at[CGROUP_CORE].version == 2)
		return control_sum(
		    cgroup->at[CGROUP_CORE].path, "cgroup.events", "\nfrozen ");
	return v1_freezer_state(cgroup->at[CGROUP_FREEZER].path);
}

static int
freeze_within(const struct cgroup *cgroup, bool frozen, int limit)
{
	int waited = 0;

	if (ask_to_freeze(cgroup, frozen,
		frozen ? "all in it stop" : "all in it go on") == -1)
		return -1;
	do {
		int now = read_state(cgroup);
		if (now == -1)
			return -1;
		if (now == frozen)
			return 0;
	} while (control_wait(&waited, limit));
	if (frozen)
		ask_to_freeze(cgroup, false, "not all stopped in time");
	errno = ETIMEDOUT;
	return -1;
}

int
cgroup_freeze(const struct cgroup *cgroup, bool frozen)
{
	return freeze_within(cgroup, frozen, PATIENCE);
}

bool
cgroup_is_frozen(const struct cgroup *cgroup)
{
	if (cgroup->at[CGROUP_CORE].version == 2)
		return control_number(
			   cgroup->at[CGROUP_CORE].path, "cgroup.freeze") == 1;
	return cgroup->at[CGROUP_FREEZER].version == 1 &&
	       v1_freezer_state(cgroup->at[CGROUP_FREEZER].path) > 0;
}

/*
 * Lists the members in all trees: in v1 a process can be in the memory cgroup
 * and have left the freezer's. A process in several trees is listed several
 * times.
 */
static ssize_t
find_members(const struct cgroup *cgroup, pid_t *pids, size_t size)
{
	size_t found = 0;

	for (int i = 0; i < CGROUP_CONTROLLERS; i++) {
		if (!cgroup_has_directory(cgroup, i))
			continue;
		size_t used = found < size ? found : size;
		ssize_t n =
		    subtree_pids(cgroup->at[i].path, pids + used, size - used);
		if (n == -1)
			return -1;
		found += n;
	}
	return found;
}

static int
kill_members(const struct cgroup *cgroup)
{
	pid_t pids[1024];
	int result = 0;

	ssize_t n = find_members(cgroup, pids, 1024);
	for (ssize_t i = 0; i < n && i < 1024; i++) {
		/* 0 stands for processes that our PID namespace does not have;
		 * for kill(2) it is our own process group. */
		if (pids[i] == 0)
			continue;
		explain("is in the cgroup", "kill(%d, SIGKILL)", pids[i]);
		if (kill(pids[i], SIGKILL) == -1 && errno != ESRCH)
			result = control_failed("kill");
	}
	return n == -1 ? -1 : result;
}

/* One by one, as every kernel before cgroup.kill did it. */
static int
kill_each(const struct cgroup *cgroup)
{
	/* A frozen process cannot fork, so the list of PIDs is complete. */
	freeze_within(cgroup, true, 100);
	int result = kill_members(cgroup);
	int saved_errno = errno;
	/*
	 * In v1 a frozen process dies only when it is thawed: its own cgroup,
	 * and those above.
	 */
	if (cgroup->at[CGROUP_FREEZER].version == 1)
		v1_thaw_below(cgroup->at[CGROUP_FREEZER].path);
	freeze_within(cgroup, false, 100);
	errno = saved_errno;
	return result;
}

ssize_t
cgroup_pids(const struct cgroup *cgroup, pid_t *pids, size_t size)
{
	return subtree_pids(cgroup_main_directory(cgroup), pids, size);
}
