/*
 * The commands that act on containers: stop, kill, rm, wait, pause.
 */
#include "07-combined/docker/container_pids.h"
#include "07-combined/docker/docker_options.h"
#include "07-combined/store/state.h"
#include "common/exits.h"
#include "common/explain.h"
#include "common/options.h"
#include "common/parse.h"

#include <err.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* By its pidfd: never a later process that has the same number. */
static int
signal_container(const struct record *d, int sig)
{
	explain(d->name, "pidfd_send_signal(%d<...>, SIG%s, NULL, 0)", d->pidfd,
	    sigabbrev_np(sig) ? sigabbrev_np(sig) : "RT");
	return syscall(SYS_pidfd_send_signal, d->pidfd, sig, NULL, 0);
}

static const char *
set_frozen(const struct record *d, bool frozen)
{
	struct cgroup cgroup;

	if (record_cgroup(d->name, &cgroup) == -1 && errno == ENOENT) {
		errno = 0;
		return CONTAINER_NO_CGROUP;
	}
	if (record_cgroup(d->name, &cgroup) == -1 ||
	    cgroup_freeze(&cgroup, frozen) == -1) {
		const char *message = cgroup_strerror();
		errno = 0;
		return message;
	}
	return NULL;
}

/* SIGKILL; in v1 a frozen process gets it only when it is thawed. */
static const char *
kill_it(const struct record *d)
{
	if (signal_container(d, SIGKILL) == -1 && errno != ESRCH)
		return "SIGKILL";
	if (d->paused)
		set_frozen(d, false); /* fails where it is gone by then */
	if (record_wait(d, 30000))
		return NULL;
	errno = ETIMEDOUT;
	return "waiting for its end";
}

/* Docker's "" is the same as no such option. */
static bool
has_signal(const struct docker_options *r)
{
	return r->set['s'] && r->value['s'][0] != '\0';
}

/* As poll(2) has it; to wait for a negative time is to wait for ever. */
static int
milliseconds(long long seconds)
{
	if (seconds < 0)
		return -1;
	return seconds < INT_MAX / 1000 ? seconds * 1000 : INT_MAX;
}

const char *
docker_stop_one(struct record *d, const struct docker_options *r)
{
	long long seconds = json_integer_value(json_object_get(
	    json_object_get(d->state, "Config"), "StopTimeout"));
	int sig = parse_signal(record_text(d, "Config.StopSignal"));

	if (r->set['t'])
		parse_number(r->value['t'], INT64_MIN, INT64_MAX, &seconds);
	if (has_signal(r))
		sig = parse_signal(r->value['s']);
	if (d->pid == 0)
		return NULL; /* as docker(1) has it: so it has stopped */
	if (signal_container(d, sig == -1 ? SIGTERM : sig) == -1 &&
	    errno != ESRCH)
		return "the stop signal";
	if (d->paused)
		set_frozen(d, false);
	return record_wait(d, milliseconds(seconds)) ? NULL : kill_it(d);
}

void
docker_check_stop(const struct docker_options *r)
{
	struct suggestion s;
	long long seconds;

	if (has_signal(r) && parse_signal(r->value['s']) < 1)
		options_wrong("'%s' is not a signal%s", r->value['s'],
		    parse_signal_suggest(r->value['s'], &s));
	if (r->set['t'] &&
	    parse_number(r->value['t'], INT64_MIN, INT64_MAX, &seconds) == -1)
		options_wrong("'%s' is not a number of seconds", r->value['t']);
}

int
docker_stop(int argc, char *argv[])
{
	struct docker_options r;

	docker_options(&r, argc, argv, "ts",
	    "stop [-t SECONDS] [-s SIGNAL] CONTAINER...", 1, -1);
	docker_check_stop(&r);
	return docker_each(&r, docker_stop_one);
}

static const char *
kill_one(struct record *d, const struct docker_options *r)
{
	int sig = has_signal(r) ? parse_signal(r->value['s']) : SIGKILL;

	if (d->pid == 0)
		return "not running";
	if (sig == SIGKILL)
		return kill_it(d);
	return signal_container(d, sig) == -1 ? "the signal" : NULL;
}

int
docker_kill(int argc, char *argv[])
{
	struct docker_options r;

	docker_options(
	    &r, argc, argv, "s", "kill [-s SIGNAL] CONTAINER...", 1, -1);
	docker_check_stop(&r);
	return docker_each(&r, kill_one);
}

static const char *
remove_one(struct record *d, const struct docker_options *r)
{
	const char *failure;

	if (d->pid != 0 && !r->set['f'])
		return "it runs: stop it first, or rm -f";
	if (d->pid != 0 && (failure = kill_it(d)) != NULL)
		return failure;

	/* With run --rm the supervisor has removed it meanwhile. */
	int lock = state_lock(d->name);
	if (lock == -1 && errno == ENOENT)
		return NULL;
	if (lock == -1)
		return "its lock";
	if (!r->set['f'] && record_runs(d->name)) {
		close(lock);
		errno = 0;
		return "it was started meanwhile";
	}
	int result = record_remove(d->name);
	close(lock);
	errno = 0;
	return result == 0 ? NULL : "not all of it could be removed";
}

int
docker_rm(int argc, char *argv[])
{
	struct docker_options r;

	docker_options(&r, argc, argv, "fV", "rm [-fv] CONTAINER...", 1, -1);
	return docker_each(&r, remove_one);
}

int
docker_wait_for(int argc, char *argv[])
{
	struct docker_options r;

	docker_options(&r, argc, argv, "", "wait CONTAINER...", 1, -1);
	int status = EXIT_SUCCESS;
	for (char **name = r.names; *name != NULL; name++) {
		struct record d;

		/* As docker: the others are waited for. */
		if (!docker_opens(&d, *name)) {
			status = EXIT_OURS;
			continue;
		}
		printf("%d\n", record_wait_and_close(&d));
		fflush(stdout);
	}
	return status;
}

static const char *
pause_one(struct record *d, const struct docker_options *r)
{
	(void)r;
	if (d->pid == 0)
		return "not running";
	return d->paused ? "already paused" : set_frozen(d, true);
}

static const char *
unpause_one(struct record *d, const struct docker_options *r)
{
	(void)r;
	if (d->pid == 0)
		return "not running";
	return d->paused ? set_frozen(d, false) : "not paused";
}

int
docker_pause(int argc, char *argv[])
{
	struct docker_options r;

	docker_options(&r, argc, argv, "", "pause CONTAINER...", 1, -1);
	return docker_each(&r, pause_one);
}

int
docker_unpause(int argc, char *argv[])
{
	struct docker_options r;

	docker_options(&r, argc, argv, "", "unpause CONTAINER...", 1, -1);
	return docker_each(&r, unpause_one);
}
