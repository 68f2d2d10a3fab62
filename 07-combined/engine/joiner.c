/*
 * A container in namespaces that exist already: an intermediate process joins
 * them, creates a child there, and ends.
 */
#include "03-setns/join.h"
#include "07-combined/engine/channel.h"
#include "07-combined/engine/handover.h"
#include "07-combined/engine/init.h"
#include "07-combined/engine/joined_proc.h"
#include "common/exits.h"
#include "common/explain.h"
#include "common/failure.h"
#include "common/file.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

static int
open_namespaces(struct container *c, int fds[NS_TYPES])
{
	for (size_t i = 0; i < c->spec->njoined; i++) {
		fds[i] = join_open(c->spec->joined[i].path);
		if (fds[i] == -1)
			return -1;
		if (c->spec->joined[i].flag != CLONE_NEWPID)
			continue;
		/* A PID namespace that is our own is joined like any other. */
		struct stat its, ours;
		if (fstat(fds[i], &its) == -1)
			return failure_set(
			    "fstat(\"%s\")", c->spec->joined[i].path);
		if (stat("/proc/self/ns/pid", &ours) == -1)
			return failure_set("stat(\"/proc/self/ns/pid\")");
		if (its.st_ino != ours.st_ino || its.st_dev != ours.st_dev)
			c->pid_namespace = fds[i];
		c->enters_pid_namespace = c->pid_namespace != -1;
	}
	return 0;
}

/*
 * In a user namespace we have power over the namespaces that it owns, but no
 * longer over those of the host: so try both orders, and keep the one that
 * works. The PID namespace is for later.
 */
static int
join_namespaces(struct container *c)
{
	int fds[NS_TYPES];

	if (open_namespaces(c, fds) == -1)
		return -1;
	for (int pass = 0; pass < 3; pass++) {
		for (size_t i = 0; i < c->spec->njoined; i++) {
			const struct container_namespace *n =
			    &c->spec->joined[i];
			bool users = n->flag == CLONE_NEWUSER;

			if (fds[i] == -1 || users != (pass == 1) ||
			    fds[i] == c->pid_namespace)
				continue;
			if (join_file(fds[i], n->flag, n->path) == 0)
				fds[i] = -1;
			else if (pass > 0 || errno != EPERM)
				return -1;
			if (users && join_become_root() == -1)
				return -1;
		}
	}
	return 0;
}

/*
 * In a new user namespace we no longer have power over the PID namespace: what
 * needs that power is done before. Returns 0, or -1.
 */
static pid_t
move_in(struct container *c)
{
	/* The process that sends it the listener would be in there, too. */
	if (c->spec->seccomp_agent != -1) {
		errno = EOPNOTSUPP;
		return failure_set("an agent of seccomp: not with users of its "
				   "own in another's PID namespace");
	}
	if (joined_proc_open_all(c) == -1)
		return -1;
	if (join_file(c->pid_namespace, CLONE_NEWPID, "for the next child") ==
	    -1)
		return -1;
	c->pid_namespace = -1; /* joined, for the next child */
	return ns_unshare(init_clone_flags(c->spec));
}

void
joiner_main(struct container *c, int channel, pid_t parent)
{
	struct channel_message born = { .kind = CHANNEL_BORN };

	/* Intermediate process, on the host, all privileges of its caller. */
	explain_phase("the namespaces it joins", 3);
	if (join_namespaces(c) == -1)
		init_fail(channel, EXIT_OURS);

	/*
	 * Intermediate process, in the joined namespaces, the host's root still
	 * in sight. New namespaces are made with its child, or by itself.
	 */
	explain_phase("a process in new namespaces", 2);
	bool powerless =
	    c->enters_pid_namespace && c->spec->namespaces & CLONE_NEWUSER;
	pid_t pid =
	    powerless ? move_in(c)
		      : ns_clone3(init_clone_flags(c->spec) | CLONE_PARENT, -1);
	if (pid == -1)
		init_fail(channel, EXIT_OURS);
	if (pid > 0)
		_exit(EXIT_SUCCESS);

	/*
	 * Child, all of its namespaces, the host's root still in sight. The
	 * kernel says which process sends it: see channel_ask_sender().
	 */
	if (channel_send(channel, &born, -1) == -1) {
		failure_set("telling the parent of its child");
		init_fail(channel, EXIT_OURS);
	}
	init_main(c, channel, parent);
}
