/*
 * cgroups: runs a command in a cgroup of its own, and manages cgroups.
 *
 * run() is the lesson: the order of a cgroup's life.
 */
#include "04-cgroups/cgroup.h"
#include "04-cgroups/cli/cgroup_options.h"
#include "04-cgroups/cli/cgroup_subcommands.h"
#include "04-cgroups/cli/stale_cgroups.h"
#include "common/command.h"
#include "common/exits.h"
#include "common/options.h"
#include "common/output.h"

#include <err.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *choose_name(const struct cgroup_options *options);
static void report_oom(const struct cgroup *cgroup);

static int
run(const struct cgroup_options *options, char *const command[])
{
	struct cgroup cgroup;
	sigset_t old;
	pid_t parent = getpid();
	int result;

	/* From here on a signal waits until the cgroup can be removed. */
	command_block_signals(&old);

	/* mkdir(2). Without --name, with the first name that is not in use. */
	do {
		result = cgroup_find(&cgroup, choose_name(options));
		if (result == 0)
			result = cgroup_create(&cgroup, false);
	} while (result == -1 && errno == EEXIST && options->name == NULL);
	if (result == -1)
		errx(EXIT_OURS, "%s", cgroup_strerror());
	if (options->name == NULL && stale_lock(&cgroup) == -1)
		cgroup_give_up(&cgroup);

	/*
	 * write(2), a file for each limit. The limits come before the process:
	 * an empty cgroup can be limited, memory in use cannot be taken back.
	 */
	struct cgroup_limits limits = cgroup_options_limits(options, &cgroup);
	if (cgroup_set(&cgroup, &limits) == -1)
		cgroup_give_up(&cgroup);
	if (cgroup_options_limit_devices(options, &cgroup) == -1)
		cgroup_give_up(&cgroup);

	pid_t child = fork();
	if (child == -1)
		warn("fork");
	if (child == 0) {
		/*
		 * Child, still this program: it moves itself, so that not one
		 * instruction of the command runs outside the cgroup.
		 */
		if (command_die_with_parent(parent) == -1)
			err(EXIT_OURS, "prctl(PR_SET_PDEATHSIG)");
		if (cgroup_attach(&cgroup, 0) == -1)
			errx(EXIT_OURS, "%s", cgroup_strerror());
		sigprocmask(SIG_SETMASK, &old, NULL);
		command_exec(command);
	}

	/* Parent, outside the cgroup. */
	int status = child == -1 ? EXIT_OURS : command_wait(child);
	report_oom(&cgroup);

	/* Processes that the command has left running end, as a container's. */
	result = cgroup_kill(&cgroup);
	/* rmdir(2): a cgroup outlives its processes. */
	if (result == 0)
		result = cgroup_remove(&cgroup);
	if (result == -1)
		warnx("%s", cgroup_strerror());
	return status;
}

static const char *
choose_name(const struct cgroup_options *options)
{
	return options->name != NULL ? options->name : stale_next_name();
}

static void
report_oom(const struct cgroup *cgroup)
{
	struct cgroup_stats stats;

	cgroup_stat(cgroup, &stats);
	if (stats.oom_kills > 0)
		warnx("out of memory: the kernel killed %" PRId64
		      " process%s (raise --memory)",
		    stats.oom_kills, stats.oom_kills == 1 ? "" : "es");
}

int
main(int argc, char *argv[])
{
	struct cgroup_options options = { 0 };

	output_begin();
	cgroup_options_parse(argc, argv, &options);

	/* "cgroups --memory 1G kill 1" and "cgroups -- kill 1" run kill(1). */
	bool may_be_subcommand = optind < argc && !options.limited &&
				 options.name == NULL &&
				 strcmp(argv[optind - 1], "--") != 0;
	if (may_be_subcommand &&
	    cgroup_subcommand(argc - optind, argv + optind))
		return EXIT_SUCCESS;
	command_subcommands("create|set|attach|show|watch|freeze|thaw|"
			    "kill|remove|clean");
	return run(&options, command_or_shell(argv + optind));
}
