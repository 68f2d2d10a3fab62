#include "02-namespaces/ns_run.h"

#include "02-namespaces/furnish.h"

#include "01-caps/caps.h"
#include "common/command.h"
#include "common/exits.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* Ends the program where the kernel refuses new namespaces. */
static _Noreturn void
refused(int flags)
{
	char text[160];
	const char *why = "";

	if (errno == EPERM && flags & CLONE_NEWUSER)
		why = " (user namespaces are switched off: try as root)";
	else if (errno == EPERM)
		why = " (needs CAP_SYS_ADMIN: try as root, or --map-root)";
	else if (errno == EINVAL)
		why = " (does this kernel have all? see 'namespaces show')";
	else if (errno == ENOSPC)
		why = " (one of /proc/sys/user/max_*_namespaces is reached)";
	else if (errno == ENOSYS)
		why = " (there is no clone3: try --how clone)";
	err(EXIT_OURS, "%s%s", ns_flags_text(flags, text, sizeof(text)), why);
}

/*
 * The last step inside, with the signals still blocked: this process becomes
 * the command, or the init that waits for it.
 */
static int
run_command(const struct request *request, const sigset_t *signals)
{
	if (request->init) {
		pid_t child = fork();
		if (child == -1)
			err(EXIT_OURS, "fork");
		if (child > 0)
			return ns_run_init(child);
	}
	sigprocmask(SIG_SETMASK, signals, NULL);
	command_exec(request->command);
}

static bool
has_zero(const struct ns_range *ranges, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (ranges[i].inside == 0)
			return true;
	return false;
}

/* Is there a user 0 in the new user namespace? Then the command is to be it. */
static void
become_root(const struct request *request)
{
	struct caps_user root = { .uid = 0,
		.gid = has_zero(request->gids, request->ngids) ? 0 : getegid(),
		.keep_groups = ns_setgroups_denied() };

	if (geteuid() == root.uid && getegid() == root.gid)
		return;
	if (has_zero(request->uids, request->nuids) &&
	    caps_set_user(&root) == -1)
		err(EXIT_OURS, "become user 0 and group %u inside", root.gid);
}

/* Maps the ids of a process, from outside its user namespace. */
static void
map_ids(const struct request *request, pid_t pid)
{
	if (ns_map_ids(pid, request->uids, request->nuids, request->gids,
		request->ngids) == 0)
		return;
	if (errno == ENOENT)
		errx(EXIT_OURS,
		    "only newuidmap and newgidmap may map these ids: install "
		    "the package uidmap");
	err(EXIT_OURS, "map users and groups%s",
	    errno == EPERM ? " (does /etc/subuid let you have them?)" : "");
}

/* A pipe through which one process tells another to go on. */
static void
say_go(const int pipe_ends[2])
{
	if (write(pipe_ends[1], "", 1) == -1)
		err(EXIT_OURS, "pipe");
}

static void
wait_for_go(const int pipe_ends[2])
{
	char byte;

	/* Nothing comes when the other has failed: it says so itself. */
	close(pipe_ends[1]);
	ssize_t n = read(pipe_ends[0], &byte, 1);
	if (n == -1)
		err(EXIT_OURS, "pipe");
	if (n == 0)
		_exit(EXIT_OURS);
	close(pipe_ends[0]);
}

/* What a newborn process has to know. */
struct birth {
	const struct request *request;
	int mapped[2]; /* the pipe to wait for while the ids are mapped */
	pid_t parent;  /* as it sees its parent */
	sigset_t signals;
};

/* The life of a process that was born in the new namespaces. */
static int
live(void *argument)
{
	const struct birth *birth = argument;

	/* Until the ids are mapped it is nobody, and may do next to nothing. */
	if (birth->request->nuids > 0) {
		wait_for_go(birth->mapped);
		become_root(birth->request);
	}
	if (command_die_with_parent(birth->parent) == -1)
		err(EXIT_OURS, "prctl(PR_SET_PDEATHSIG)");
	furnish(birth->request);
	return run_command(birth->request, &birth->signals);
}

/* clone(2), clone3(2): we stay outside, a new process begins inside. */
static int
born(const struct request *request)
{
	int flags = request_first_flags(request);
	struct birth birth = {
		.request = request,
		.parent = flags & CLONE_NEWPID ? 0 : getpid(),
	};

	if (pipe2(birth.mapped, O_CLOEXEC) == -1)
		err(EXIT_OURS, "pipe");
	command_catch_signals(&birth.signals);
	pid_t child = request->how == NS_CLONE ? ns_clone(flags, live, &birth)
					       : ns_clone3(flags, -1);
	if (child == -1)
		refused(flags);
	if (child == 0)
		exit(live(&birth));
	if (request->nuids > 0) {
		map_ids(request, child);
		say_go(birth.mapped);
	}
	return command_wait(child);
}

/*
 * A process that has moved into a user namespace can map no more than itself
 * from the inside. So it leaves a child outside that maps the ids for it.
 */
static pid_t
leave_mapper(const struct request *request, const int moved_in[2])
{
	pid_t self = getpid();
	pid_t mapper = fork();

	if (mapper == -1)
		err(EXIT_OURS, "fork");
	if (mapper == 0) {
		wait_for_go(moved_in);
		map_ids(request, self);
		_exit(EXIT_SUCCESS);
	}
	return mapper;
}

static void
move(const struct request *request)
{
	int flags = request_first_flags(request);
	int moved_in[2], status;
	pid_t mapper = 0;

	if (pipe2(moved_in, O_CLOEXEC) == -1)
		err(EXIT_OURS, "pipe");
	if (request->nuids > 0)
		mapper = leave_mapper(request, moved_in);
	if (flags != 0 && ns_unshare(flags) == -1)
		refused(flags);
	if (mapper > 0) {
		say_go(moved_in);
		if (waitpid(mapper, &status, 0) == -1 || WIFSIGNALED(status))
			errx(EXIT_OURS, "who was to map the ids died");
		if (status != 0)
			exit(EXIT_OURS); /* it has said why */
		become_root(request);
	}
}

/* unshare(2): this process moves in itself, and becomes the command. */
static int
moved(const struct request *request)
{
	sigset_t signals;

	move(request);
	if (!(request->flags & CLONE_NEWPID)) {
		furnish(request);
		command_exec(request->command);
	}

	/* No process changes its PID: only the next child is in there, as 1. */
	command_catch_signals(&signals);
	pid_t child = fork();
	if (child == -1)
		err(EXIT_OURS, "fork");
	if (child == 0) {
		if (command_die_with_parent(0) == -1)
			err(EXIT_OURS, "prctl(PR_SET_PDEATHSIG)");
		furnish(request);
		exit(run_command(request, &signals));
	}
	return command_wait(child);
}

int
run(const struct request *request)
{
	return request->how == NS_UNSHARE ? moved(request) : born(request);
}
