#include "common/interrupt.h"

#include "common/exits.h"

#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <sys/signalfd.h>
#include <unistd.h>

/* The signals that end this process; an ignored one (nohup(1)) does not. */
static void
find_ending(sigset_t *set)
{
	static const int ending[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM };
	struct sigaction action;

	sigemptyset(set);
	for (size_t i = 0; i < sizeof(ending) / sizeof(ending[0]); i++)
		if (sigaction(ending[i], NULL, &action) == 0 &&
		    action.sa_handler != SIG_IGN)
			sigaddset(set, ending[i]);
}

int
interrupt_wait(int fd, int *told)
{
	sigset_t ending, before, pending;
	int sig = 1;

	/*
	 * A blocked signal stays pending, and makes a signalfd(2) readable. For
	 * PID 1 of a namespace, the kernel discards a signal that is neither
	 * blocked nor handled.
	 */
	find_ending(&ending);
	sigprocmask(SIG_BLOCK, &ending, &before);
	struct pollfd files[] = { { .fd = fd, .events = POLLIN },
		{ .fd = signalfd(-1, &ending, SFD_CLOEXEC),
		    .events = POLLIN } };
	while (poll(files, 2, -1) == -1)
		; /* EINTR: some other signal */
	close(files[1].fd);
	sigpending(&pending);
	while (sig < NSIG && (files[0].revents || !sigismember(&ending, sig) ||
				 !sigismember(&pending, sig)))
		sig++;

	if (sig < NSIG)
		*told = sig;

	/* A signal that the caller had not blocked kills this process ... */
	sigprocmask(SIG_SETMASK, &before, NULL);
	if (sig == NSIG)
		return 0;
	/* ... except as PID 1, which the kernel protects. */
	if (!sigismember(&before, sig))
		_exit(EXIT_SIGNAL(sig));
	return sig;
}
