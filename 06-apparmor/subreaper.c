#include "06-apparmor/subreaper.h"

#include "common/command.h"
#include "common/explain.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>

void
subreaper_become(void)
{
	explain("orphans come to us rather than to init",
	    "prctl(PR_SET_CHILD_SUBREAPER, 1)");
	prctl(PR_SET_CHILD_SUBREAPER, 1);
}

/* Sends a signal to the children: /proc/PID/task/TID/children in proc(5). */
static void
signal_children(int sig)
{
	FILE *children = fopen("/proc/thread-self/children", "re");
	int pid;

	if (children == NULL)
		return;
	while (fscanf(children, "%d", &pid) == 1)
		kill(pid, sig);
	fclose(children);
}

int
subreaper_wait(int seconds)
{
	const struct timespec patience = { .tv_sec = seconds };
	siginfo_t info;
	sigset_t all;
	pid_t pid;

	sigfillset(&all);
	for (;;) {
		while ((pid = waitpid(-1, NULL, WNOHANG)) > 0)
			;
		if (pid == -1)
			return 0; /* ECHILD: that was the last one */

		/* The terminal sends its signals to the children, too. */
		int sig =
		    sigtimedwait(&all, &info, seconds == -1 ? NULL : &patience);
		if (sig == -1 && errno == EAGAIN)
			return -1;
		if (sig > 0 && sig != SIGCHLD &&
		    !command_is_of_terminal(sig, info.si_code))
			signal_children(sig);
	}
}
