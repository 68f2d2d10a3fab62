#include "05-seccomp/cli/run_watched.h"

#include "05-seccomp/inspect/seccomp_report.h"
#include "05-seccomp/inspect/sigsys.h"
#include "05-seccomp/restrict.h"
#include "common/command.h"
#include "common/exits.h"

#include <err.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* The memory that parent and child share. */
struct shared {
	atomic_int listener; /* -1: not yet there */
	int watched;         /* eventfd(2): the tracer is ready */
	const struct seccomp_options *request;
};

static void
child(struct shared *shared, const struct filter *filter,
    const sigset_t *signals, pid_t parent)
{
	int listener = -1;
	eventfd_t ready;

	if (command_die_with_parent(parent) == -1)
		err(EXIT_OURS, "prctl(PR_SET_PDEATHSIG)");
	sigprocmask(SIG_SETMASK, signals, NULL);
	if (shared->request->why && eventfd_read(shared->watched, &ready) == -1)
		err(EXIT_OURS, "eventfd");
	restrict_self(shared->request, filter, &listener);
	/*
	 * The filter may forbid each call by which the listener could be sent.
	 * But until execve the child shares its table of file descriptors with
	 * the parent: there, the listener is open already, under this number.
	 */
	if (shared->request->supervise)
		atomic_store(&shared->listener, listener);
	command_exec(shared->request->command);
}

/*
 * A thread of the parent, which waits for the child at the same time. It cannot
 * be another child: where Yama restricts ptrace(2), only an ancestor may read
 * the command's memory.
 */
static void *
supervise(void *argument)
{
	const struct timespec pause = { .tv_nsec = 1000000 };
	struct shared *shared = argument;
	int listener;

	while ((listener = atomic_load(&shared->listener)) == -1)
		nanosleep(&pause, NULL);
	if (notify_serve(listener, shared->request->answers,
		shared->request->nanswers, report_answer) == -1)
		warn("supervisor");
	return NULL;
}

static pid_t
start(struct shared *shared, const struct filter *filter)
{
	sigset_t signals;
	pid_t parent = getpid();

	command_block_signals(&signals);
	/* fork(2), but parent and child share the file descriptors. */
	pid_t pid = syscall(SYS_clone, CLONE_FILES | SIGCHLD, 0, 0, 0, 0);
	if (pid == -1)
		err(EXIT_OURS, "clone");
	if (pid == 0)
		child(shared, filter, &signals, parent);
	return pid;
}

int
run_watched(const struct seccomp_options *request, const struct filter *filter)
{
	struct shared *shared = mmap(NULL, sizeof(*shared),
	    PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		err(EXIT_OURS, "mmap");
	shared->listener = -1;
	shared->request = request;
	shared->watched = eventfd(0, EFD_CLOEXEC);
	if (shared->watched == -1)
		err(EXIT_OURS, "eventfd");

	pid_t pid = start(shared, filter);
	if (request->why) {
		if (sigsys_watch(pid) == -1)
			err(EXIT_OURS, "--why: trace the command");
		eventfd_write(shared->watched, 1);
	}
	pthread_t thread;
	if (request->supervise) {
		errno = pthread_create(&thread, NULL, supervise, shared);
		if (errno != 0)
			err(EXIT_OURS, "pthread_create");
	}
	return request->why ? sigsys_wait(pid, report_death)
			    : command_wait(pid);
}
