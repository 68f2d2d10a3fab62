/*
 * combined run, in the foreground or in the background.
 */
#include "07-combined/docker/supervisor.h"
#include "07-combined/store/state.h"
#include "common/command.h"
#include "common/exits.h"
#include "common/interrupt.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* -d -i: a pipe whose other end the supervisor keeps open, and never uses. */
static int
make_input(struct cli *cli)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) == -1)
		return -1;
	cli->input = ends[0];
	return 0;
}

/* A killed supervisor takes its container along; cgroup and state remain. */
static void
remove_for(pid_t supervisor, const char *name)
{
	kill(supervisor, SIGKILL);
	waitpid(supervisor, NULL, 0);
	int lock = state_lock(name);
	record_remove(name);
	close(lock);
}

int
docker_run_detached(struct cli *cli, int lock)
{
	struct docker_report report = { .status = EXIT_OURS,
		.text = "its supervisor died" };
	int ends[2], sig;

	bool good = pipe2(ends, O_CLOEXEC) == 0 &&
		    (!cli->interactive || make_input(cli) == 0);
	pid_t supervisor = good ? fork() : -1;
	if (supervisor == -1) {
		warn("%s: a pipe, or its supervisor", cli->name);
		if (!cli->again)
			record_remove(cli->name);
		exit(EXIT_OURS);
	}
	if (supervisor == 0) {
		close(ends[0]);
		setsid();
		int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
		if (null != -1)
			dup2(null, STDIN_FILENO);
		exit(docker_supervise(cli, lock, ends[1]));
	}
	close(ends[1]);
	close(lock);
	if (interrupt_wait(ends[0], &sig) != 0)
		kill(supervisor, sig);
	bool told = read(ends[0], &report, sizeof(report)) == sizeof(report);
	if (!told && !cli->again)
		remove_for(supervisor, cli->name);
	if (!told || report.status != 0)
		errx(report.status, "%s", report.text);
	if (puts(cli->name) != EOF && fflush(stdout) != EOF)
		return EXIT_SUCCESS;
	/* Standard output is closed: the caller does not want the name. */
	if (errno == EBADF)
		return EXIT_SUCCESS;
	warn("stdout");
	if (!cli->again)
		remove_for(supervisor, cli->name);
	return EXIT_OURS;
}

int
docker_run(int argc, char *argv[])
{
	static struct cli cli;

	cli.arguments = argv;
	cli_parse_run(&cli, argc, argv);
	/* From here on a signal waits until all can be taken back. */
	command_block_signals(NULL);
	int lock = state_create(cli.name);
	if (lock == -1 && errno == EEXIST)
		errx(EXIT_OURS, "container %s already exists (combined rm %s)",
		    cli.name, cli.name);
	if (lock == -1)
		err(EXIT_OURS, "%s/%s", state_root(), cli.name);
	if (record_name_is_taken(cli.name)) {
		state_remove(cli.name);
		errx(EXIT_OURS,
		    "%s has files or a cgroup: of a container of another "
		    "--root, or left behind (combined doctor)",
		    cli.name);
	}
	return cli.detach ? docker_run_detached(&cli, lock)
			  : docker_supervise(&cli, lock, -1);
}
