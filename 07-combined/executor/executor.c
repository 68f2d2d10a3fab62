/*
 * The last program before the command, and all that a container ever sees of
 * us.
 *
 * A container can execute /proc/self/exe, or open /proc/1/exe: so the program
 * that executes the command must not be the host's file. It is this one, a few
 * kilobytes without any library, in a new file in memory for each process that
 * is started: see handover.c, and README.md on why. What is left to be done is
 * little, and needs nothing that is the host's. Read executor_main() as a list.
 */
#include "07-combined/executor/executor_calls.h"
#include "07-combined/executor/executor_filter.h"
#include "07-combined/executor/executor_hooks.h"
#include "07-combined/executor/executor_init.h"
#include "07-combined/executor/executor_listener.h"
#include "07-combined/executor/executor_plan.h"
#include "07-combined/executor/executor_proc.h"
#include "07-combined/executor/executor_profile.h"
#include "07-combined/executor/executor_report.h"
#include "common/exits.h"

#include <asm/ioctls.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h> /* EXIT_SUCCESS */
#include <sys/prctl.h>
#include <sys/socket.h>

static void ignore_nothing(void);
static void keep_to_ourselves(void);
static void set_streams(void);
static void die_with_parent(void);
static void enter(void);
static int wait_for_start(void);
static _Noreturn void fail_to_execute(const char *name, long error);

/* Where the kernel begins, by _start: the stack has argc, argv, NULL, envp, NULL. */
_Noreturn void executor_main(char **stack);

void
executor_main(char **stack)
{
	long argc = (long)stack[0];
	char **argv = stack + 1, **envp = argv + argc + 1;

	if (argc == 2)
		open_proc(argv[1][0] - '0');
	if (argc < 4)
		end(EXIT_OURS); /* a container's "/proc/self/exe" */

	/*
	 * Executor, in the container's root; user and privileges as asked, and
	 * in some cases one more, for the filter. Other processes in here may
	 * trace one that has no more power than they have.
	 */
	CALL(prctl, PR_SET_DUMPABLE, 0);
	CALL(prctl, PR_SET_NAME, "combined");
	read_plan(argv[1]);
	ignore_nothing();
	keep_to_ourselves();
	set_streams();
	if (!plan->enters) {
		die_with_parent();
		change_profile_on_exec();
		change_label_on_exec();
	}

	/*
	 * Without no_new_privs, loading a filter needs power over all that is
	 * in here: both come before another process may see us.
	 */
	if (loads_early()) {
		if (plan->no_new_privs)
			forbid_new_privileges();
		if (plan->has_power)
			keep_power_to_ourselves();
		read_power();
		load_filter();
		drop_power();
		if (!plan->enters)
			await_sender(plan->pid);
	}
	if (plan->enters) {
		/* From here on the child, in the PID namespace it joins. */
		enter();
		die_with_parent();
		change_profile_on_exec();
		change_label_on_exec();
	}

	/* Executor, privileges as asked, in sight of the container's others. */
	int pid = wait_for_start();
	run_hooks();

	if (plan->no_new_privs && !loads_early()) {
		forbid_new_privileges();
		load_filter();
		await_sender(pid);
	}
	if (plan->init)
		split_off_init();
	narrate(EXECUTOR_COMMAND);
	fail_to_execute(argv[3], CALL(execve, argv[2], argv + 3, envp));
}

/*
 * The command would inherit the signals that our caller ignores: execve(2). A C
 * library keeps two signals for itself; here all 64 are reset.
 */
static void
ignore_nothing(void)
{
	struct {
		void *handler;
		unsigned long flags;
		void *restorer;
		uint64_t mask;
	} usual = { 0 };

	for (int sig = 1; sig <= 64; sig++)
		CALL(rt_sigaction, sig, &usual, NULL, 8);
}

/* Neither the command nor a hook inherits our descriptors. */
static void
keep_to_ourselves(void)
{
	const int ours[] = { plan->channel, plan->start_socket,
		plan->streams[0], plan->streams[1], plan->streams[2],
		plan->narration, plan->agent, plan->hook_input,
		plan->hook_output, plan->pid_namespace };

	for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
		if (ours[i] > 2)
			must("fcntl(F_SETFD, FD_CLOEXEC)",
			    CALL(fcntl, ours[i], F_SETFD, FD_CLOEXEC));
}

static void
set_streams(void)
{
	for (int i = 0; i < 3; i++)
		if (plan->streams[i] != -1)
			must("dup3", CALL(dup3, plan->streams[i], i, 0));
}

/*
 * A change of credentials makes the kernel forget the signal, so this comes
 * after the last change. If the parent died before, its message to go on never
 * comes.
 */
static void
die_with_parent(void)
{
	if (!plan->detached)
		must("prctl(PR_SET_PDEATHSIG)",
		    CALL(prctl, PR_SET_PDEATHSIG, SIGKILL));
}

/*
 * Enters a PID namespace that is there already, as the last step: from here on
 * the processes in it see this one, and may trace it (CVE-2016-9962). This
 * process has no more power than they have, and nothing of the host's open.
 */
static void
enter(void)
{
	narrate(EXECUTOR_ENTER);
	long pid = must("clone", CALL(clone, CLONE_PARENT));
	if (pid > 0) {
		if (loads_early())
			await_sender(pid);
		end(EXIT_SUCCESS);
	}
	must("setsid", CALL(setsid));
	if (plan->terminal)
		must("ioctl(0, TIOCSCTTY, 0)", CALL(ioctl, 0, TIOCSCTTY, 0));
}

/* A closed channel means "end". Returns our PID as the parent sees it. */
static int
wait_for_start(void)
{
	struct channel_message message = { 0 };

	say(CHANNEL_READY, 0, 0, "", "", "");
	/* The process that connects takes the parent's place. */
	if (plan->start_socket != -1) {
		CALL(close, plan->channel);
		plan->channel =
		    CALL(accept4, plan->start_socket, NULL, NULL, SOCK_CLOEXEC);
	}
	if (CALL(read, plan->channel, &message, sizeof(message)) !=
	    sizeof(message))
		fail("waiting for the parent", -ECANCELED);
	return message.pid;
}

/* The words are those that Docker and podman look for in a runtime's. */
static _Noreturn void
fail_to_execute(const char *name, long error)
{
	bool missing = error == -ENOENT || error == -ENOTDIR, path = false;
	const char *why = "\"";

	for (const char *c = name; *c != '\0'; c++)
		path |= *c == '/';
	if (missing)
		why = path ? "\": no such file or directory"
			   : "\": executable file not found in $PATH";
	else if (error == -EACCES)
		why = "\": permission denied";
	int status = missing ? EXIT_NOT_FOUND : EXIT_CANNOT_EXEC;
	say(CHANNEL_FAILED, missing || error == -EACCES ? 0 : -error, status,
	    "exec: \"", name, why);
	end(status);
}
