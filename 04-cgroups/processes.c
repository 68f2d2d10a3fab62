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
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* How long the kernel gets to stop or to kill all, in milliseconds. */
#define PATIENCE 10000

#define BATCH 256 /* members are held at a time, each by a descriptor */

static ssize_t
find_members(const struct cgroup *cgroup, pid_t *pids, size_t size);
static int kill_each(const struct cgroup *cgroup);
static int freeze_within(const struct cgroup *cgroup, bool frozen, int limit);

int
cgroup_kill(const struct cgroup *cgroup)
{
	bool one_by_one = cgroup->at[CGROUP_CORE].version == 0;
	ssize_t n;

	for (int waited = 0; (n = find_members(cgroup, NULL, 0)) > 0;) {
		/* One write for all, since Linux 5.14. */
		if (!one_by_one)
			one_by_one =
			    control_write(cgroup->at[CGROUP_CORE].path,
				"cgroup.kill", "SIGKILL for all its processes",
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

/* One by one, as every kernel before cgroup.kill did it. */
static int
kill_each(const struct cgroup *cgroup)
{
	/* A frozen process cannot fork, so the list of PIDs is complete. */
	freeze_within(cgroup, true, 100);
	int result = cgroup_signal(cgroup, SIGKILL);
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
		frozen ? "its processes stop" : "they continue") == -1)
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
by_number(const void *one, const void *other)
{
	pid_t a = *(const pid_t *)one, b = *(const pid_t *)other;

	return (a > b) - (a < b);
}

/*
 * Lists what find() finds into *pids, which the caller frees. Returns how many
 * there are, or -1; then there is nothing to free.
 */
static ssize_t
list_all(const struct cgroup *cgroup,
    ssize_t (*find)(const struct cgroup *, pid_t *, size_t), pid_t **pids)
{
	size_t size = 0;
	ssize_t n;

	/* While they are counted, there may be more. */
	*pids = NULL;
	while ((n = find(cgroup, *pids, size)) > (ssize_t)size) {
		size = 2 * n;
		free(*pids);
		*pids = calloc(size, sizeof(**pids));
		if (*pids == NULL)
			return control_failed("a list of processes");
	}
	int saved_errno = errno;
	if (n == -1)
		free(*pids);
	errno = saved_errno;
	return n;
}

/* The same, in order, with each member once: it is to get one signal. */
static ssize_t
list_members(const struct cgroup *cgroup, pid_t **pids)
{
	ssize_t n = list_all(cgroup, find_members, pids), kept = 0;

	if (n > 0)
		qsort(*pids, n, sizeof(**pids), by_number);
	for (ssize_t i = 0; i < n; i++)
		if (kept == 0 || (*pids)[kept - 1] != (*pids)[i])
			(*pids)[kept++] = (*pids)[i];
	return n == -1 ? -1 : kept;
}

/* Returns a descriptor, or -1: with ESRCH the process has ended. */
static int
hold(pid_t pid)
{
	/* Not in our PID namespace; to kill(2), 0 is our process group. */
	if (pid == 0) {
		errno = ESRCH;
		return -1;
	}
	int fd = syscall(SYS_pidfd_open, pid, 0);
	if (fd == -1 && errno != ESRCH)
		control_failed("pidfd_open");
	return fd;
}

static int
signal_held(int pidfd, int sig)
{
	explain("is in the cgroup",
	    "pidfd_send_signal(%d<...>, SIG%s, NULL, 0)", pidfd,
	    sigabbrev_np(sig) ? sigabbrev_np(sig) : "RT");
	if (syscall(SYS_pidfd_send_signal, pidfd, sig, NULL, 0) == 0 ||
	    errno == ESRCH)
		return 0;
	return control_failed("pidfd_send_signal");
}

/*
 * A PID of the list may be another process's when the signal is sent: a
 * container can end one of its processes, and make many. So a descriptor holds
 * the process first; if its PID is listed once more, it is in the cgroup.
 */
static int
signal_batch(const struct cgroup *cgroup, const pid_t *pids, size_t n, int sig)
{
	int held[BATCH], result = 0, why = 0;
	pid_t *now;

	for (size_t i = 0; i < n; i++) {
		held[i] = hold(pids[i]);
		if (held[i] == -1 && errno != ESRCH)
			result = -1, why = errno;
	}
	ssize_t listed = list_members(cgroup, &now);
	if (listed == -1)
		result = -1, why = errno;
	for (size_t i = 0; i < n; i++) {
		if (held[i] == -1)
			continue;
		if (listed > 0 &&
		    bsearch(&pids[i], now, listed, sizeof(*now), by_number) &&
		    signal_held(held[i], sig) == -1)
			result = -1, why = errno;
		close(held[i]);
	}
	if (listed != -1)
		free(now);
	errno = why;
	return result;
}

int
cgroup_signal(const struct cgroup *cgroup, int sig)
{
	int result = 0, why = 0;
	pid_t *pids;

	ssize_t n = list_members(cgroup, &pids);
	if (n == -1)
		return -1;
	for (ssize_t i = 0; i < n; i += BATCH)
		if (signal_batch(cgroup, pids + i,
			n - i < BATCH ? n - i : BATCH, sig) == -1)
			result = -1, why = errno;
	free(pids);
	errno = why;
	return result;
}

ssize_t
cgroup_pids(const struct cgroup *cgroup, pid_t *pids, size_t size)
{
	return subtree_pids(cgroup_main_directory(cgroup), pids, size);
}

ssize_t
cgroup_all_pids(const struct cgroup *cgroup, pid_t **pids)
{
	return list_all(cgroup, cgroup_pids, pids);
}
