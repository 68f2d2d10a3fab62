/* How the agent gets the listener of the filter. */
#include "07-combined/executor/executor_listener.h"

#include "07-combined/executor/executor_calls.h"
#include "07-combined/executor/executor_plan.h"
#include "07-combined/executor/executor_report.h"
#include "07-combined/executor/executor_send.h"
#include "07-combined/executor/executor_text.h"

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h> /* EXIT_SUCCESS */
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>

/* Of this process and its helper, which have no memory in common but this. */
static struct {
	volatile int listener; /* and 1; -errno: there is none; 0: not yet */
	volatile int closed;   /* 1: we no longer have either */
	volatile int pid;      /* the filter's process; 0: not yet */
} * shared;
static long sender;

static void
nap(void)
{
	struct timespec millisecond = { .tv_nsec = 1000000 };

	CALL(ppoll, NULL, 0, &millisecond, NULL, 0);
}

/* The call that waits at the listener may be the one that tells the PID. */
static int
wait_for_pid(int listener)
{
	struct pollfd call = { .fd = listener, .events = POLLIN };
	struct timespec millisecond = { .tv_nsec = 1000000 };

	while (shared->pid == 0 &&
	       CALL(ppoll, &call, 1, &millisecond, NULL, 0) == 0)
		;
	return shared->pid != 0 ? shared->pid : plan->pid;
}

/* JSON has a number wherever it has spaces in front of it. */
static void
write_pid(char *to, int pid)
{
	for (int i = sizeof(EXECUTOR_PID_TEXT) - 2; i >= 0; i--, pid /= 10)
		to[i] = pid > 0 ? '0' + pid % 10 : ' ';
}

static _Noreturn void
send_listener(int listener)
{
	char *message = plan_at(plan->message_at);

	CALL(prctl, PR_SET_PDEATHSIG, SIGKILL);
	if (message == NULL)
		end(EINVAL);
	int pid = wait_for_pid(listener);
	for (int i = 0; i < 2; i++)
		if (plan->pids_at[i] != 0)
			write_pid(plan_at(plan->pids_at[i]), pid);
	long result = send_descriptor(
	    plan->agent, message, text_length(message), listener);
	/* The connection ends with this process, as the agent expects. */
	end(result < 0 ? -result : EXIT_SUCCESS);
}

static _Noreturn void
take_listener(void)
{
	int status = 0;

	CALL(prctl, PR_SET_PDEATHSIG, SIGKILL);
	while (shared->listener == 0)
		nap();
	int listener = shared->listener - 1;
	if (listener < 0)
		end(EXIT_SUCCESS);
	/* The child has descriptors of its own. */
	long pid = CALL(clone, SIGCHLD);
	if (pid == 0)
		send_listener(listener);
	CALL(close, plan->agent);
	CALL(close, listener);
	shared->closed = 1;
	if (pid < 0 || CALL(wait4, pid, &status, 0, NULL) != pid)
		end(pid < 0 ? -pid : ECHILD);
	end(WIFEXITED(status) ? WEXITSTATUS(status) : ECANCELED);
}

void
prepare_listener(void)
{
	long page = CALL(mmap, NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (call_failed(page))
		fail("mmap", page);
	shared = (void *)page;
	sender = must("clone", CALL(clone, CLONE_FILES | SIGCHLD));
	if (sender == 0)
		take_listener();
}

void
pass_listener(long result)
{
	shared->listener = result < 0 ? result : result + 1;
}

/*
 * The helper may be killed, for want of memory; asking whether it was is a call
 * that the filter may answer.
 */
void
await_closing(void)
{
	for (int ms = 0; !shared->closed; ms++) {
		nap();
		if (ms >= 1000 &&
		    CALL(wait4, sender, NULL, WNOHANG, NULL) == sender)
			fail("the agent of seccomp", -ECHILD);
	}
}

void
await_sender(int pid)
{
	int status = 0;

	if (plan->filter_at == 0 || plan->agent == -1)
		return;
	shared->pid = pid;
	if (CALL(wait4, sender, &status, 0, NULL) == sender && status != 0)
		fail("the agent of seccomp", -WEXITSTATUS(status));
}
