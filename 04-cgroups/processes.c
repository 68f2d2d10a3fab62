/*
 * What can be done to all processes of a cgroup at once. No process escapes
 * from its cgroup by fork(2), setsid(2) or daemon(3): that is why an engine
 * kills a container by its cgroup, and not by PIDs.
 */
#include "04-cgroups/cgroup.h"
#include "04-cgroups/control_file.h"
#include "04-cgroups/subtree.h"
#include "04-cgroups/v1/v1.h"
#include "04-cgroups/v2.h"
#include "common/explain.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>

/* How long the kernel gets to stop or to kill all, in milliseconds. */
#define PATIENCE 10000

ssize_t
cgroup_pids(const struct cgroup *cgroup, pid_t *pids, size_t size)
{
	return tree_pids(control_home(cgroup), pids, size);
}

static int
freeze_within(const struct cgroup *cgroup, bool frozen, int limit)
{
	if (cgroup->at[CGROUP_CORE].version == 2)
		return v2_freeze(cgroup->at[CGROUP_CORE].path, frozen, limit);
	if (cgroup->at[CGROUP_FREEZER].version == 1)
		return v1_freeze(
		    cgroup->at[CGROUP_FREEZER].path, frozen, limit);
	errno = ENOTSUP;
	return control_failed("freezer");
}

int
cgroup_freeze(const struct cgroup *cgroup, bool frozen)
{
	return freeze_within(cgroup, frozen, PATIENCE);
}

bool
cgroup_is_frozen(const struct cgroup *cgroup)
{
	char text[16] = "";

	if (cgroup->at[CGROUP_CORE].version == 2)
		return control_number(
			   cgroup->at[CGROUP_CORE].path, "cgroup.freeze") == 1;
	/* FREEZING, FROZEN; THAWED */
	return cgroup->at[CGROUP_FREEZER].version == 1 &&
	       control_read(cgroup->at[CGROUP_FREEZER].path, "freezer.state",
		   text, sizeof(text)) > 0 &&
	       text[0] == 'F';
}

/*
 * Lists the members of all trees: in v1 a process can be in the memory cgroup
 * and have left the freezer's. Some are listed more than once, then.
 */
static ssize_t
find_members(const struct cgroup *cgroup, pid_t *pids, size_t size)
{
	size_t found = 0;

	for (int i = 0; i < CGROUP_CONTROLLERS; i++) {
		if (!control_is_first(cgroup, i))
			continue;
		size_t used = found < size ? found : size;
		ssize_t n =
		    tree_pids(cgroup->at[i].path, pids + used, size - used);
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

/* One by one, which is how it was before cgroup.kill. */
static int
kill_each(const struct cgroup *cgroup)
{
	/* Who is frozen cannot fork: nobody is missed. */
	freeze_within(cgroup, true, 100);
	int result = kill_members(cgroup);
	int saved_errno = errno;
	/* In v1 they die only now. */
	freeze_within(cgroup, false, 100);
	errno = saved_errno;
	return result;
}

int
cgroup_kill(const struct cgroup *cgroup)
{
	bool one_by_one = cgroup->at[CGROUP_CORE].version == 0;
	ssize_t n;

	for (int waited = 0; (n = find_members(cgroup, NULL, 0)) > 0;) {
		if (!one_by_one)
			one_by_one =
			    v2_kill(cgroup->at[CGROUP_CORE].path) == -1;
		if (one_by_one && kill_each(cgroup) == -1)
			return -1;

		/* The dead are members until the kernel has buried them. */
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
