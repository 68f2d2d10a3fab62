/* The hooks that are to run in the container, before its command. */
#include "07-combined/executor/executor_hooks.h"

#include "07-combined/executor/executor_calls.h"
#include "07-combined/executor/executor_plan.h"
#include "07-combined/executor/executor_report.h"
#include "07-combined/executor/executor_text.h"
#include "common/exits.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/wait.h>
#include <unistd.h> /* SEEK_SET */

static _Noreturn void
become_hook(const struct executor_hook *hook)
{
	sigset_t none = { 0 };

	CALL(rt_sigprocmask, SIG_SETMASK, &none, NULL, 8);
	CALL(lseek, plan->hook_input, 0, SEEK_SET);
	CALL(dup3, plan->hook_input, 0, 0);
	/* The command's output is the command's alone. */
	CALL(dup3, plan->hook_output, 1, 0);
	CALL(dup3, plan->hook_output, 2, 0);
	CALL(execve, plan_at(hook->path_at), plan_list_at(hook->args_at),
	    plan_list_at(hook->env_at));
	end(EXIT_NOT_FOUND);
}

/* What a hook has printed says why it failed. A filter may refuse to read it. */
static void
append_output(struct text *why, long begin)
{
	char said[256];

	long size =
	    CALL(pread64, plan->hook_output, said, sizeof(said) - 1, begin);
	while (size > 0 && said[size - 1] == '\n')
		size--;
	if (size <= 0)
		return;
	said[size] = '\0';
	text_append(why, ": ");
	text_append(why, said);
}

static void
run_hook(const struct executor_hook *hook)
{
	struct timespec timeout = { .tv_sec = hook->timeout };
	char room[300];
	struct text why = { room, 0, sizeof(room) };
	int status = 0;

	long begin = CALL(lseek, plan->hook_output, 0, SEEK_END);
	long pid = must("clone", CALL(clone, SIGCHLD));
	if (pid == 0)
		become_hook(hook);
	struct pollfd over = { .fd = CALL(pidfd_open, pid), .events = POLLIN };
	bool late = hook->timeout != -1 &&
		    CALL(ppoll, &over, 1, &timeout, NULL, 0) == 0;
	if (late)
		CALL(kill, pid, SIGKILL);
	CALL(wait4, pid, &status, 0, NULL);
	CALL(close, over.fd);
	if (!late && status == 0)
		return;
	text_append(&why, WIFSIGNALED(status) ? ": signal " : ": exit status ");
	text_append_number(
	    &why, WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
	append_output(&why, begin);
	say(CHANNEL_FAILED, late ? ETIMEDOUT : ECANCELED, EXIT_OURS, "hook ",
	    plan_at(hook->path_at), room);
	end(EXIT_OURS);
}

void
run_hooks(void)
{
	const struct executor_hook *hooks = plan_at(plan->hooks_at);

	for (unsigned int i = 0; i < plan->nhooks; i++)
		run_hook(&hooks[i]);
}
