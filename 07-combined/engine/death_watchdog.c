#include "07-combined/engine/death_watchdog.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* A pidfd can be read from the end of its process on. */
static _Noreturn void
watch(int us, int container)
{
	enum { US, CONTAINER };
	struct pollfd ends[] = {
		{ .fd = US, .events = POLLIN },
		{ .fd = CONTAINER, .events = POLLIN },
	};

	/* A signal to our process group, and a reader of our output, must not
	 * affect, or wait for, this process. */
	setsid();
	if (dup2(us, US) == -1 || dup2(container, CONTAINER) == -1)
		_exit(1); /* unguarded, but not killed without a reason */
	close_range(2, ~0U, 0);

	while (poll(ends, 2, -1) == -1 && errno == EINTR)
		continue;
	if (ends[CONTAINER].revents == 0)
		syscall(SYS_pidfd_send_signal, CONTAINER, SIGKILL, NULL, 0);
	_exit(0);
}

int
death_watchdog_start(pid_t pid)
{
	int us = syscall(SYS_pidfd_open, getpid(), 0);
	int container = us == -1 ? -1 : syscall(SYS_pidfd_open, pid, 0);
	pid_t child = container == -1 ? -1 : fork();

	/* The child of a child that has ended is init's: we have one less. */
	if (child == 0) {
		if (fork() == 0)
			watch(us, container);
		_exit(0);
	}
	if (child != -1)
		waitpid(child, NULL, 0);
	if (container != -1)
		close(container);
	if (us != -1)
		close(us);
	return child == -1 ? -1 : 0;
}
