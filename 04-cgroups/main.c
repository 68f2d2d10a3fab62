/*
 * cgroups: runs a command in a cgroup of its own, and manages cgroups.
 *
 * run() is the lesson: the order of a cgroup's life.
 */
#include "04-cgroups/cgroup.h"
#include "04-cgroups/cli/cgroup_options.h"
#include "04-cgroups/cli/cgroup_subcommands.h"
#include "common/command.h"
#include "common/exits.h"
#include "common/options.h"
#include "common/output.h"

#include <err.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Says how many the OOM killer killed. */
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

static int
run(const struct request *request, char *const command[])
{
	struct cgroup cgroup;
	sigset_t old;
	pid_t parent = getpid();

	/* From here on a signal waits until the cgroup can be removed. */
	command_catch_signals(&old);

	/* Limits first: an empty cgroup has nothing to be refused for. */
	request_create(request, &cgroup, request->name);

	pid_t child = fork();
	if (child == -1)
		warn("fork");
	if (child == 0) {
		/*
		 * The child moves itself, before the command is there: not one
		 * instruction of it runs outside.
		 */
		if (command_die_with_parent(parent) == -1)
			err(EXIT_OURS, "prctl(PR_SET_PDEATHSIG)");
		if (cgroup_attach(&cgroup, 0) == -1)
			errx(EXIT_OURS, "%s", cgroup_strerror());
		sigprocmask(SIG_SETMASK, &old, NULL);
		command_exec(command);
	}

	int status = child == -1 ? EXIT_OURS : command_wait(child);
	report_oom(&cgroup);

	/* What the command left running goes, like a container's. */
	if (cgroup_kill(&cgroup) == -1 || cgroup_remove(&cgroup) == -1)
		warnx("%s", cgroup_strerror());
	return status;
}

int
main(int argc, char *argv[])
{
	struct request request = { 0 };

	output_begin();
	request_parse_run(argc, argv, &request);

	/* "cgroups --memory 1G kill 1" and "cgroups -- kill 1" run kill(1). */
	bool verb_may_follow = optind < argc && !request.limited &&
			       request.name == NULL &&
			       strcmp(argv[optind - 1], "--") != 0;
	if (verb_may_follow && manage(argc - optind, argv + optind))
		return EXIT_SUCCESS;
	return run(&request, command_or_shell(argv + optind));
}
