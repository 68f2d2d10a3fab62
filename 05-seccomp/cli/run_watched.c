#include "05-seccomp/cli/run_watched.h"

#include "01-caps/caps.h"
#include "05-seccomp/filter.h"
#include "05-seccomp/inspect/seccomp_report.h"
#include "05-seccomp/inspect/sigsys.h"
#include "05-seccomp/talk.h"
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

/* What parent and child have in common. */
struct shared {
	atomic_int listener; /* -1: not yet there */
	int watched;         /* eventfd(2): the tracer is ready */
	const struct seccomp_options *request;
};

/* The filter takes effect; from here on to the command there is execve only. */
static void
restrict_self(
    const struct seccomp_options *request, struct filter *filter, int *listener)
{
	struct caps_sets caps;

	if (request->talk) {
		if (talk_load() == -1)
			err(EXIT_OURS, "cannot load the filter");
		return;
	}
	if (caps_get(0, &caps) == -1)
		err(EXIT_OURS, "own capabilities");

	/*
	 * A program with the SUID bit, some of its calls failing, might do
	 * harm with its power: so nobody without CAP_SYS_ADMIN may load a
	 * filter unless execve can no longer add power.
	 */
	bool needed =
	    filter != NULL && !(caps.effective & CAPS_BIT(CAP_SYS_ADMIN));
	if ((needed || request->no_new_privs) && caps_no_new_privs() == -1)
		err(EXIT_OURS, "no_new_privs");
	if (filter != NULL && filter_load(filter, listener) == -1)
		errx(EXIT_OURS, "cannot load the filter: %s", filter_error());
}

static void
child(struct shared *shared, struct filter *filter, const sigset_t *signals,
    pid_t parent)
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
	 * Whatever we would call to hand the listener over, the filter might
	 * not let us. But we have our file descriptors in common with the
	 * parent, up to execve: it is there already, under this number.
	 */
	if (shared->request->supervise)
		atomic_store(&shared->listener, listener);
	command_exec(shared->request->command);
}

/*
 * Runs as a thread of the parent, which waits for the child at the same time.
 * Another child would not do: where Yama restricts ptrace(2), only an ancestor
 * may read the command's memory.
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
start(struct shared *shared, struct filter *filter)
{
	sigset_t signals;
	pid_t parent = getpid();

	command_catch_signals(&signals);
	/* fork(2), but with the table of file descriptors in common. */
	pid_t pid = syscall(SYS_clone, CLONE_FILES | SIGCHLD, 0, 0, 0, 0);
	if (pid == -1)
		err(EXIT_OURS, "clone");
	if (pid == 0)
		child(shared, filter, &signals, parent);
	return pid;
}

int
run(const struct seccomp_options *request, struct filter *filter)
{
	if (!request->why && !request->supervise) {
		restrict_self(request, filter, NULL);
		command_exec(request->command);
	}

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
			err(EXIT_OURS, "--why: to trace the command");
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
