/*
 * --init: the process that stays, PID 1 of the container. 02-namespaces/ns_init.c
 * has the same with a C library.
 */
#include "07-combined/executor/executor_init.h"

#include "07-combined/executor/executor_calls.h"
#include "07-combined/executor/executor_plan.h"
#include "07-combined/executor/executor_profile.h"
#include "07-combined/executor/executor_report.h"
#include "common/exits.h"

#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>

static int
run_init(long command)
{
	uint64_t all = ~UINT64_C(0);
	siginfo_t info = { 0 };
	int status = 0;
	long pid;

	for (;;) {
		long sig = CALL(rt_sigtimedwait, &all, &info, NULL, 8);

		if (sig > 0 && sig != SIGCHLD && info.si_code != SI_KERNEL)
			CALL(kill, command, sig);
		while (sig == SIGCHLD && (pid = CALL(wait4, -1, &status,
					      WNOHANG | WUNTRACED, NULL)) > 0) {
			if (pid != command)
				continue;
			if (!WIFSTOPPED(status))
				return WIFSIGNALED(status)
					   ? EXIT_SIGNAL(WTERMSIG(status))
					   : WEXITSTATUS(status);
			/* The shell outside could not continue it. */
			if (WSTOPSIG(status) == SIGTSTP)
				CALL(kill, command, SIGCONT);
		}
	}
}

void
split_off_init(void)
{
	uint64_t all = ~UINT64_C(0), before = 0;

	enter_profile();
	CALL(rt_sigprocmask, SIG_BLOCK, &all, &before, 8);
	long command = must("clone", CALL(clone, SIGCHLD));
	if (command > 0) {
		CALL(close, plan->channel); /* a filter may forbid the next */
		CALL(close_range, 3, ~0U, 0);
		forget_plan();
		end(run_init(command));
	}
	CALL(rt_sigprocmask, SIG_SETMASK, &before, NULL, 8);
}
