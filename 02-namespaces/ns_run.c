#include "02-namespaces/ns_run.h"

#include "01-caps/caps.h"
#include "common/command.h"
#include "common/exits.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* What the new process has to know. */
struct child {
	const struct ns_options *options;
	int mapped[2]; /* the pipe to wait for while the ids are mapped */
	pid_t parent;  /* as the child sees it: 0 in a new PID namespace */
	sigset_t signals;
};

static int child_main(void *argument);
static pid_t
leave_mapper(const struct ns_options *options, const int entered[2]);
static void await_mapper(
    const struct ns_options *options, const int entered[2], pid_t mapper);
static int
run_command(const struct ns_options *options, const sigset_t *signals);
static void map_ids(const struct ns_options *options, pid_t pid);
static void become_root(const struct ns_options *options);
static void say_go(const int pipe_ends[2]);
static void wait_for_go(const int pipe_ends[2]);
static _Noreturn void refused(const struct ns_options *options, int flags);

/* clone(2), clone3(2): this process stays outside, a new one begins inside. */
int
ns_run_cloned(const struct ns_options *options)
{
	int flags = ns_first_flags(options);
	struct child new = {
		.options = options,
		.parent = flags & CLONE_NEWPID ? 0 : getpid(),
	};

	if (options->nuids > 0 && pipe2(new.mapped, O_CLOEXEC) == -1)
		err(EXIT_OURS, "pipe");
	command_block_signals(&new.signals);
	pid_t child = options->how == NS_CLONE
			  ? ns_clone(flags, child_main, &new)
			  : ns_clone3(flags, -1);
	if (child == -1)
		refused(options, flags);
	if (child == 0)
		exit(child_main(&new));

	/* Parent, outside, with its privileges: only it may map the ids. */
	if (options->nuids > 0) {
		map_ids(options, child);
		say_go(new.mapped);
	}
	return command_wait(child);
}

/* Child, in the new namespaces. */
static int
child_main(void *argument)
{
	const struct child *self = argument;

	/* Without a map every process is nobody (65534), and may do little. */
	if (self->options->nuids > 0) {
		wait_for_go(self->mapped);
		become_root(self->options);
	}
	if (command_die_with_parent(self->parent) == -1)
		err(EXIT_OURS, "prctl(PR_SET_PDEATHSIG)");
	ns_setup(self->options);
	return run_command(self->options, &self->signals);
}

/* unshare(2): this process goes in itself, and becomes the command. */
int
ns_run_unshared(const struct ns_options *options)
{
	int flags = ns_first_flags(options);
	int entered[2];
	pid_t mapper = 0;
	sigset_t signals;

	if (options->nuids > 0) {
		if (pipe2(entered, O_CLOEXEC) == -1)
			err(EXIT_OURS, "pipe");
		mapper = leave_mapper(options, entered);
	}
	if (flags != 0 && ns_unshare(flags) == -1)
		refused(options, flags);
	if (mapper > 0)
		await_mapper(options, entered, mapper);
	if (!(options->flags & CLONE_NEWPID)) {
		ns_setup(options);
		command_exec(options->command);
	}

	/* A process keeps its PID: only the next child is inside, as PID 1. */
	command_block_signals(&signals);
	pid_t child = fork();
	if (child == -1)
		err(EXIT_OURS, "fork");
	if (child == 0) {
		if (command_die_with_parent(0) == -1)
			err(EXIT_OURS, "prctl(PR_SET_PDEATHSIG)");
		ns_setup(options);
		exit(run_command(options, &signals));
	}
	return command_wait(child);
}

/*
 * From the inside, a process that has entered a user namespace can map only its
 * own id. So it leaves a child outside that maps the ids for it.
 */
static pid_t
leave_mapper(const struct ns_options *options, const int entered[2])
{
	pid_t self = getpid();
	pid_t mapper = fork();

	if (mapper == -1)
		err(EXIT_OURS, "fork");
	if (mapper == 0) {
		wait_for_go(entered);
		map_ids(options, self);
		_exit(EXIT_SUCCESS);
	}
	return mapper;
}

/* The process is inside, as user 65534 until the mapper has mapped the ids. */
static void
await_mapper(
    const struct ns_options *options, const int entered[2], pid_t mapper)
{
	int status;

	say_go(entered);
	if (waitpid(mapper, &status, 0) == -1 || WIFSIGNALED(status))
		errx(EXIT_OURS, "the process that maps the ids died");
	if (status != 0)
		exit(EXIT_OURS); /* the mapper has said why */
	become_root(options);
}

/*
 * The last step inside, with the signals still blocked: this process becomes
 * the command, or the init that waits for it.
 */
static int
run_command(const struct ns_options *options, const sigset_t *signals)
{
	if (options->init) {
		pid_t child = fork();
		if (child == -1)
			err(EXIT_OURS, "fork");
		if (child > 0)
			return ns_run_init(child);
	}
	sigprocmask(SIG_SETMASK, signals, NULL);
	command_exec(options->command);
}

/* Maps the ids of a process, from outside its user namespace. */
static void
map_ids(const struct ns_options *options, pid_t pid)
{
	if (ns_map_ids(pid, options->uids, options->nuids, options->gids,
		options->ngids) == 0)
		return;
	if (errno == ENOENT)
		errx(EXIT_OURS,
		    "only newuidmap and newgidmap may map these ids: install "
		    "the package uidmap");
	ns_step_failed(options, "map users and groups",
	    errno == EPERM ? "does /etc/subuid let you have them?" : NULL);
}

static bool
has_zero(const struct ns_range *ranges, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (ranges[i].inside == 0)
			return true;
	return false;
}

/* Becomes user 0 where the new user namespace has one. */
static void
become_root(const struct ns_options *options)
{
	struct caps_user root = { .uid = 0,
		.gid = has_zero(options->gids, options->ngids) ? 0 : getegid(),
		.keep_groups = ns_setgroups_denied(0) };

	char step[64];

	if (geteuid() == root.uid && getegid() == root.gid)
		return;
	if (!has_zero(options->uids, options->nuids) ||
	    caps_set_user(&root) == 0)
		return;
	snprintf(
	    step, sizeof(step), "become user 0 and group %u inside", root.gid);
	ns_step_failed(options, step, NULL);
}

/* Tells the process that waits at the other end of a pipe to go on. */
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

	/* End of file: the other process has failed, and has said so. */
	close(pipe_ends[1]);
	ssize_t n = read(pipe_ends[0], &byte, 1);
	if (n == -1)
		err(EXIT_OURS, "pipe");
	if (n == 0)
		_exit(EXIT_OURS);
	close(pipe_ends[0]);
}

/* Ends the program where the kernel refuses new namespaces. */
static _Noreturn void
refused(const struct ns_options *options, int flags)
{
	char text[160];
	const char *why = NULL;

	if (errno == EPERM && flags & CLONE_NEWUSER)
		why = "user namespaces are switched off: try as root";
	else if (errno == EPERM)
		why = "needs CAP_SYS_ADMIN: try as root, or --map-root";
	else if (errno == EINVAL)
		why = "does this kernel have all? see 'namespaces show'";
	else if (errno == ENOSPC)
		why = "one of /proc/sys/user/max_*_namespaces is reached";
	else if (errno == ENOSYS)
		why = "there is no clone3: try --how clone";
	ns_step_failed(options, ns_flags_text(flags, text, sizeof(text)), why);
}
