/*
 * Where a container is to be in namespaces that are there already: one process
 * joins them, shows its child in, and leaves.
 */
#include "03-setns/join.h"
#include "07-combined/channel.h"
#include "07-combined/run.h"
#include "common/exits.h"

#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

#define NS_ALL                                                                 \
	(CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER |           \
	    CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWCGROUP | CLONE_NEWTIME)

/*
 * In a user namespace we have power over the others that it owns, but none any
 * more over those of the host: whichever way round the joining succeeds.
 */
static int
join_namespaces(const struct container *c)
{
	int fds[NS_TYPES];

	if (c->inside != 0)
		return join_pidfd(c->inside, NS_ALL) == -1 ? -1
							   : join_become_root();
	for (size_t i = 0; i < c->njoined; i++) {
		fds[i] = join_open(c->joined[i].path);
		if (fds[i] == -1)
			return -1;
	}
	for (int pass = 0; pass < 3; pass++) {
		for (size_t i = 0; i < c->njoined; i++) {
			const struct container_namespace *n = &c->joined[i];
			bool users = n->flag == CLONE_NEWUSER;

			if (fds[i] == -1 || users != (pass == 1))
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

void
run_usher(
    struct container *c, int channel, const sigset_t *signals, pid_t parent)
{
	struct channel_message born = { .kind = CHANNEL_BORN };

	/* Root inside is not to trace us, or the child, while we still have
	   what is the host's (CVE-2016-9962): until execve(2). */
	if (c->inside != 0 && prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == -1)
		run_fail(channel, EXIT_OURS);
	if (join_namespaces(c) == -1)
		run_fail(channel, EXIT_OURS);
	born.pid = ns_clone3(run_birth_flags(c) | CLONE_PARENT, -1);
	if (born.pid == 0)
		run_child(c, channel, signals, parent);
	if (born.pid == -1 || channel_send(channel, &born, -1) == -1)
		run_fail(channel, EXIT_OURS);
	_exit(EXIT_SUCCESS);
}

bool
run_has_users(const struct container *c)
{
	if (c->inside != 0)
		return join_differing(c->inside, CLONE_NEWUSER);
	for (size_t i = 0; i < c->njoined; i++)
		if (c->joined[i].flag == CLONE_NEWUSER)
			return true;
	return c->namespaces & CLONE_NEWUSER;
}
