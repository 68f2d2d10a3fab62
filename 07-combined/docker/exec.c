/*
 * combined exec: one more process in a container. All that the first one gave
 * up the new one gives up, too; it joins before, and is the engine's work.
 */
#include "07-combined/docker/docker_options.h"
#include "common/exits.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

/* The limits are those of the first process: getrlimit(2). */
static void
copy_limits(struct container *c, pid_t pid)
{
	for (int i = 0; i < RLIM_NLIMITS; i++) {
		struct rlimit theirs, ours;

		if (prlimit(pid, i, NULL, &theirs) == -1 ||
		    getrlimit(i, &ours) == -1 ||
		    (theirs.rlim_cur == ours.rlim_cur &&
			theirs.rlim_max == ours.rlim_max))
			continue;
		c->limits[c->nlimits++] = (struct container_limit){ i, theirs };
	}
}

static void
prepare(struct cli *cli, const struct record *d)
{
	static char id[300];
	struct container *c = &cli->container;
	struct cgroup cgroup;

	snprintf(id, sizeof(id), "combined/%s", d->name);
	if (cgroup_open(&cgroup, id) == 0)
		c->cgroup = id;
	c->join_pid = d->pid;
	c->join_pidfd = fcntl(d->pidfd, F_DUPFD_CLOEXEC, 3);
	if (c->join_pidfd == -1)
		err(EXIT_OURS, "%s", d->name);
	c->detached = cli->detach;
	/* In the background nothing listens. */
	for (int i = 0; i < 3 && cli->detach; i++)
		c->stdio[i] = -1;
	copy_limits(c, d->pid);
	cli_settle_power(cli, c->caps.bounding);
}

int
docker_exec(int argc, char *argv[])
{
	static struct cli first, cli;
	struct container_instance i;
	struct record d;
	int status;

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

	if (container_create(&cli.container, &i) == -1 ||
	    container_start(&i) == -1) {
		warnx("%s", i.failure);
		status = i.status;
	} else if (cli.detach) {
		i.pid = -1; /* not ours to end */
		status = EXIT_SUCCESS;
	} else {
		status = container_wait(&i);
	}
	container_remove(&cli.container, &i);
	return status;
}
