#include "common/command.h"

#include "common/exits.h"
#include "common/explain.h"
#include "common/suggest.h"

#include <err.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* The process that called command_block_signals(); its child inherits this. */
static int parent_pidfd = -1;

static const char *subcommands = "";

void
command_subcommands(const char *list)
{
	subcommands = list;
}

char *const *
command_or_shell(char *const argv[])
{
	static char *shell[] = { NULL, NULL };

	if (argv[0] != NULL)
		return argv;
	shell[0] = getenv("SHELL");
	if (shell[0] == NULL || shell[0][0] == '\0')
		shell[0] = "/bin/sh";
	return shell;
}

void
command_exec(char *const argv[])
{
	struct suggestion s;
	char program[24];

	explain_exec("from here on, the command", argv);
	execvp(argv[0], argv);
	if (errno != ENOENT)
		err(EXIT_CANNOT_EXEC, "%s", argv[0]);
	suggest_for(&s, argv[0]);
	suggest_consider_list(&s, subcommands, '|');
	snprintf(
	    program, sizeof(program), "%s ", program_invocation_short_name);
	errx(EXIT_NOT_FOUND, "%s: %s%s", argv[0], strerror(ENOENT),
	    suggest_text_after(&s, program));
}

void
command_block_signals(sigset_t *old)
{
	sigset_t all;

	/* A caller that ignores SIGCHLD would have the kernel reap for us. */
	signal(SIGCHLD, SIG_DFL);
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, old);
	parent_pidfd = syscall(SYS_pidfd_open, getpid(), 0);
}

int
command_die_with_parent(pid_t parent)
{
	struct pollfd alive = { .fd = parent_pidfd, .events = POLLIN };

	if (prctl(PR_SET_PDEATHSIG, SIGKILL) == -1)
		return -1;
	/*
	 * Has the parent died before the prctl? In a new PID namespace
	 * getppid(2) returns 0 in either case, but the parent's pidfd is
	 * readable from its death on.
	 */
	if (getppid() != parent || poll(&alive, 1, 0) == 1)
		_exit(EXIT_SIGNAL(SIGKILL));
	return 0;
}

int
command_parent_pidfd(void)
{
	return parent_pidfd;
}

/*
 * The child was stopped. This process stops as well, so that the shell gets its
 * terminal back; when the shell continues this process, the child continues.
 */
static void
stop_with(pid_t child)
{
	kill(getpid(), SIGSTOP);
	kill(child, SIGCONT);
}

/* Passes on the signals that came before the child existed, Ctrl-C as well. */
static void
send_on_earlier(pid_t child)
{
	const struct timespec now = { 0 };
	sigset_t earlier;
	int sig;

	sigfillset(&earlier);
	sigdelset(&earlier, SIGCHLD);
	while ((sig = sigtimedwait(&earlier, NULL, &now)) > 0)
		kill(child, sig);
}

int
command_status(int status)
{
	return WIFSIGNALED(status) ? EXIT_SIGNAL(WTERMSIG(status))
				   : WEXITSTATUS(status);
}

/* How many more; 0: there is no end. */
static int patience;

void
command_kill_at_third(void)
{
	patience = 3;
}

bool
command_is_third(int sig)
{
	if ((sig != SIGINT && sig != SIGTERM) || patience == 0)
		return false;
	if (--patience > 0)
		return false;
	warnx("got 3 SIGTERM/SIGINTs: killing it");
	return true;
}

bool
command_is_of_terminal(int sig, int code)
{
	static const int signals[] = { SIGINT, SIGQUIT, SIGTSTP, SIGHUP,
		SIGCONT, SIGWINCH, SIGTTIN, SIGTTOU };

	/* The kernel is also the sender of what alarm(2) asked for. */
	if (code != SI_KERNEL)
		return false;
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		if (sig == signals[i])
			return true;
	return false;
}

int
command_wait(pid_t child)
{
	sigset_t all;
	siginfo_t info;

	send_on_earlier(child);
	explain_flush();
	sigfillset(&all);
	/* The child may be the second of two that ended with one SIGCHLD. */
	for (int sig = SIGCHLD;; sig = sigwaitinfo(&all, &info)) {
		if (sig != -1 && sig != SIGCHLD) {
			if (command_is_third(sig))
				kill(child, SIGKILL);
			else if (!command_is_of_terminal(sig, info.si_code) ||
				 getsid(child) != getsid(0))
				kill(child, sig);
			continue;
		}
		int status;
		pid_t pid = waitpid(child, &status, WNOHANG | WUNTRACED);
		if (pid == -1)
			return EXIT_OURS;
		if (pid == 0)
			continue;
		if (WIFSTOPPED(status))
			stop_with(child);
		else
			return command_status(status);
	}
}
