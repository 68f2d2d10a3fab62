#include "02-namespaces/ns.h"

#include "common/command.h"

#include <signal.h>
#include <sys/wait.h>

static bool reap(pid_t child, int *status);

int
ns_run_init(pid_t child)
{
	sigset_t all;
	int status;

	/*
	 * The kernel drops a signal for PID 1 that would have its default
	 * action, or one slip inside could end the whole namespace. A blocked
	 * signal stays pending, though, so PID 1 gets all and sends them on.
	 */
	sigfillset(&all);
	for (;;) {
		siginfo_t info;
		int sig = sigwaitinfo(&all, &info);

		if (sig == SIGCHLD) {
			if (reap(child, &status))
				break;
		} else if (sig != -1 && info.si_code != SI_KERNEL) {
			kill(child, sig);
		}
	}
	return command_status(status);
}

/*
 * Reaps every process that has ended, child or orphan. Returns whether the
 * child is among them, its status in *status.
 */
static bool
reap(pid_t child, int *status)
{
	pid_t pid;
	int how;

	while ((pid = waitpid(-1, &how, WNOHANG | WUNTRACED)) > 0) {
		if (pid != child)
			continue;
		if (!WIFSTOPPED(how)) {
			*status = how;
			return true;
		}
		/*
		 * Ctrl-Z. The shell outside cannot stop PID 1 and so does not
		 * get its terminal back: a stopped child would never continue.
		 */
		if (WSTOPSIG(how) == SIGTSTP)
			kill(child, SIGCONT);
	}
	return false;
}
