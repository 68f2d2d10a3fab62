/*
 * exec: the child goes into the namespaces of a container that runs.
 */
#include "03-setns/join.h"
#include "07-combined/engine/handover.h"
#include "07-combined/engine/init.h"
#include "common/failure.h"
#include "common/file.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>

#define NS_ALL                                                                 \
	(CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER |           \
	    CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWCGROUP | CLONE_NEWTIME)

int
join_container(struct container *c)
{
	int differing = join_process_differing(
	    c->spec->join_pidfd, CLONE_NEWNS | CLONE_NEWPID);

	if (differing == -1)
		return -1;
	/* Else the command would see the host's files. */
	if (!(differing & CLONE_NEWNS)) {
		errno = EINVAL;
		return failure_set("process %d: its mount namespace is ours",
		    (int)c->spec->join_pid);
	}
	/* No /proc in there has our PID: read it from here. */
	c->keep_groups = ns_setgroups_denied(c->spec->join_pid);
	/*
	 * Root inside is not to trace us while we still have what is the host's
	 * (CVE-2016-9962), where it sees the host's processes.
	 */
	bool later = differing & CLONE_NEWPID && c->spec->seccomp_agent != -1;
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == -1)
		return failure_set("prctl(PR_SET_DUMPABLE)");
	if (join_process(c->spec->join_pidfd,
		later ? NS_ALL & ~CLONE_NEWPID : NS_ALL) == -1)
		return -1;
	c->enters_pid_namespace = differing & CLONE_NEWPID;
	if (later)
		c->pid_namespace = c->spec->join_pidfd;
	return join_become_root();
}
