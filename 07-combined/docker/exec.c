/*
 * combined exec: one more process in a container. The engine creates it: the
 * process joins the container, and then gives up all that the first one gave up.
 */
#include "07-combined/docker/docker_options.h"
#include "07-combined/store/state.h"
#include "common/exits.h"
#include "common/list.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

/* The limits are those of the first process: getrlimit(2). */
static void
copy_limits(struct container_spec *spec, pid_t pid)
{
	for (int i = 0; i < RLIM_NLIMITS; i++) {
		struct rlimit theirs, ours;

		if (prlimit(pid, i, NULL, &theirs) == -1 ||
		    getrlimit(i, &ours) == -1 ||
		    (theirs.rlim_cur == ours.rlim_cur &&
			theirs.rlim_max == ours.rlim_max))
			continue;
		struct container_limit limit = { i, theirs };
		if (LIST_ADD(spec->limits, spec->nlimits, &limit) == -1)
			err(EXIT_OURS, "out of memory");
	}
}

static void
prepare(struct cli *cli, const struct record *d)
{
	struct container_spec *spec = &cli->spec;
	struct cgroup cgroup;

	spec->cgroup = state_cgroup(d->name);
	if (spec->cgroup == NULL)
		err(EXIT_OURS, "%s", d->name);
	/* Without one, no rule for devices would hold: it must be known to be gone. */
	if (cgroup_open(&cgroup, spec->cgroup) == -1) {
		if (errno != ENOENT)
			errx(EXIT_OURS, "%s: cgroup: %s", d->name,
			    cgroup_strerror());
		spec->cgroup = NULL;
	}
	spec->join_pid = d->pid;
	spec->join_pidfd = fcntl(d->pidfd, F_DUPFD_CLOEXEC, 3);
	if (spec->join_pidfd == -1)
		err(EXIT_OURS, "%s", d->name);
	spec->detached = cli->detach;
	/* In the background nothing listens. */
	for (int i = 0; i < 3 && cli->detach; i++)
		spec->stdio[i] = -1;
	copy_limits(spec, d->pid);
	cli_settle_oom_score(cli);
	cli_settle_power(cli, spec->caps.bounding);
}

int
docker_exec(int argc, char *argv[])
{
	static struct cli first, cli;
	struct container c;
	struct record d;
	int status;

	cli_init(&first);
	cli_init(&cli);
	/* Once for the name; then the options, on top of what is there. */
	cli_parse_exec(&first, argc, argv);
	docker_must_run(&d, first.name);
	if (d.paused)
		errx(EXIT_OURS, "%s is paused (combined unpause %s)", d.name,
		    d.name);
	if (record_read_process(&d, &cli) == -1)
		err(EXIT_OURS, "%s", d.name);
	optind = 0;
	cli_parse_exec(&cli, argc, argv);
	prepare(&cli, &d);
	record_close(&d); /* what joins has nothing of the host's open */

	container_init(&c, &cli.spec);
	if (container_create(&c) == -1 || container_start(&c) == -1) {
		warnx("%s", c.failure);
		status = c.status;
	} else if (cli.detach) {
		c.pid = -1; /* not ours to end */
		status = EXIT_SUCCESS;
	} else {
		status = container_wait(&c);
	}
	container_remove(&c);
	return status;
}
