/*
 * cgroups: runs a command in a cgroup of its own, and manages cgroups.
 *
 * run() is the lesson: the order of a cgroup's life.
 */
#include "04-cgroups/cgroup.h"
#include "04-cgroups/limits.h"
#include "common/command.h"
#include "common/exits.h"
#include "common/options.h"
#include "common/parse.h"

#include <err.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const char help[] =
    "Usage: cgroups [--name NAME] [limits] [--] [command [argument...]]\n"
    "       cgroups create NAME [limits]\n"
    "       cgroups set NAME limits\n"
    "       cgroups attach NAME PID...\n"
    "       cgroups show NAME\n"
    "       cgroups freeze|thaw|kill|remove NAME...\n"
    "\n"
    "Runs a command (default: your shell) in a cgroup of its own, and removes\n"
    "that with all that is left in it; or manages one that stays.\n"
    "\n"
    "      --name NAME             a path below the root: web, or "
    "lab/web\n" CGROUP_HELP OPTIONS_HELP "\n"
    "The same on cgroup v1 and v2. A command that is called like one of the\n"
    "words above goes behind --.\n";

enum { OPTION_NAME = OPTION_OWN };

static const struct option options[] = {
	{ "name", required_argument, NULL, OPTION_NAME },
	CGROUP_OPTIONS,
	OPTIONS_COMMON,
	{ 0 },
};

struct request {
	const char *name;
	struct cgroup_limits limits;
	bool limited;
};

static void
parse_limit(struct request *request, int option, int index, char *argv[])
{
	switch (cgroup_option(&request->limits, option, optarg)) {
	case 0:
		options_common(option, argv, help);
		return;
	case 1:
		request->limited = true;
		return;
	}
	if (errno == EINVAL || errno == ERANGE)
		options_wrong("--%s '%s' is not %s", options[index].name,
		    optarg, cgroup_option_wants(option));
	err(EXIT_OURS, "--%s %s", options[index].name, optarg);
}

/* What stands first in optstring, '+' or not, says where to stop. */
static void
parse_options(
    int argc, char *argv[], const char *optstring, struct request *request)
{
	int option, index = 0;

	while ((option = getopt_long(argc, argv, optstring, options, &index)) !=
	       -1)
		if (option == OPTION_NAME)
			request->name = optarg;
		else
			parse_limit(request, option, index, argv);
}

/* The limits, and docker's default for swap where the kernel counts it. */
static int
set_limits(const struct cgroup *cgroup, const struct request *request)
{
	struct cgroup_limits limits = request->limits;

	if (limits.memory != 0 && limits.memory_swap == 0 &&
	    cgroup_counts_swap(cgroup))
		limits.memory_swap =
		    limits.memory == -1 ? -1 : limits.memory * 2;
	return cgroup_set(cgroup, &limits);
}

/* Makes a cgroup with limits, or none at all: exits. */
static void
create(struct cgroup *cgroup, const char *name, const struct request *request)
{
	char message[1024];

	if (cgroup_create(cgroup, name) == -1)
		errx(EXIT_OURS, "%s", cgroup_strerror());
	if (set_limits(cgroup, request) == 0)
		return;
	snprintf(message, sizeof(message), "%s", cgroup_strerror());
	cgroup_remove(cgroup);
	errx(EXIT_OURS, "%s", message);
}

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
	char unique[32];
	sigset_t old;
	pid_t parent = getpid();

	/* From here on a signal waits until the cgroup can be removed. */
	command_catch_signals(&old);

	/* Limits first: an empty cgroup has nothing to be refused for. */
	snprintf(unique, sizeof(unique), "cgroups-%d", (int)parent);
	create(&cgroup, request->name ? request->name : unique, request);

	pid_t child = fork();
	if (child == -1)
		warn("fork");
	if (child == 0) {
		/*
		 * The child moves itself, before the command is there: not one
		 * instruction of it runs outside.
		 */
		command_die_with_parent(parent);
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

static void
show_count(const char *what, int64_t count, const char *unit)
{
	if (count != -1)
		printf("  %-20s %" PRId64 "%s\n", what, count, unit);
}

static void
show_stats(const struct cgroup *cgroup)
{
	struct cgroup_stats stats;

	cgroup_stat(cgroup, &stats);
	show_count("memory", stats.memory, " bytes");
	show_count("memory at most", stats.memory_peak, " bytes");
	show_count("killed for memory", stats.oom_kills, " processes");
	show_count("CPU time", stats.cpu_usec, " us");
	show_count("CPU quota ran out", stats.throttled, " times");
	show_count("waited for CPU quota", stats.throttled_usec, " us");
	show_count("threads", stats.pids, "");
	show_count("read from disk", stats.read_bytes, " bytes");
	show_count("written to disk", stats.written_bytes, " bytes");
}

/* A limit, and the file it stands in; of more than one line, each. */
static void
show_limit(struct cgroup_value *value)
{
	char *rest = value->text, *line;

	while ((line = strsep(&rest, "\n")) != NULL)
		if (line[0] != '\0')
			printf("  --%-18s %-20s %s\n", value->option, line,
			    value->path);
}

static int
show(const struct cgroup *cgroup)
{
	struct cgroup_value value;
	pid_t pids[1024];
	int known;

	printf("%s\n", cgroup->name);
	show_stats(cgroup);
	puts("limits:");
	for (size_t n = 0; (known = cgroup_get(cgroup, n, &value)) != -1; n++)
		if (known == 1)
			show_limit(&value);
	printf("processes:");
	ssize_t count = cgroup_pids(cgroup, pids, 1024);
	for (ssize_t i = 0; i < count && i < 1024; i++)
		printf(" %d", (int)pids[i]);
	puts(count > 1024 ? " ..." : "");
	return count == -1 ? -1 : 0;
}

static int
freeze(const struct cgroup *cgroup)
{
	return cgroup_freeze(cgroup, true);
}

static int
thaw(const struct cgroup *cgroup)
{
	return cgroup_freeze(cgroup, false);
}

/* Words after which there are names of cgroups that exist. */
static const struct verb {
	const char *word;
	int (*act)(const struct cgroup *cgroup);
} verbs[] = {
	{ "show", show },
	{ "freeze", freeze },
	{ "thaw", thaw },
	{ "kill", cgroup_kill },
	{ "remove", cgroup_remove },
	{ 0 },
};

static struct cgroup
open_cgroup(const char *name)
{
	struct cgroup cgroup;

	if (cgroup_open(&cgroup, name) == -1)
		errx(EXIT_OURS, "%s", cgroup_strerror());
	return cgroup;
}

static void
attach(const char *name, char *const pids[])
{
	struct cgroup cgroup = open_cgroup(name);
	long long pid;

	for (; *pids != NULL; pids++) {
		if (parse_number(*pids, 1, INT32_MAX, &pid) == -1)
			options_wrong("'%s' is no PID", *pids);
		if (cgroup_attach(&cgroup, pid) == -1)
			errx(EXIT_OURS, "PID %s: %s", *pids, cgroup_strerror());
	}
}

static void
set(const char *name, const struct request *request)
{
	struct cgroup cgroup = open_cgroup(name);

	if (!request->limited)
		options_wrong("nothing to set");
	if (set_limits(&cgroup, request) == -1)
		errx(EXIT_OURS, "%s", cgroup_strerror());
}

/* argv[0] is the verb. Returns false where it is none. */
static bool
manage(int argc, char *argv[])
{
	struct request request = { 0 };
	struct cgroup cgroup;
	const struct verb *verb = verbs;
	bool create_it = strcmp(argv[0], "create") == 0;
	bool set_it = strcmp(argv[0], "set") == 0;
	bool attach_it = strcmp(argv[0], "attach") == 0;

	while (verb->word != NULL && strcmp(argv[0], verb->word) != 0)
		verb++;
	if (verb->word == NULL && !create_it && !set_it && !attach_it)
		return false;

	/* Options may stand before and behind the names: no '+' here. */
	optind = 0;
	parse_options(argc, argv, OPTIONS_SHORT + 1, &request);
	char **names = argv + optind;
	if (names[0] == NULL || (attach_it && names[1] == NULL))
		options_wrong("cgroups %s needs a NAME%s", argv[0],
		    attach_it ? " and a PID" : "");
	if (request.name != NULL || (request.limited && !create_it && !set_it))
		options_wrong("cgroups %s takes no such options", argv[0]);
	if ((create_it || set_it) && names[1] != NULL)
		options_wrong("cgroups %s takes one NAME", argv[0]);

	if (create_it)
		create(&cgroup, names[0], &request);
	else if (set_it)
		set(names[0], &request);
	else if (attach_it)
		attach(names[0], names + 1);
	else
		for (; *names != NULL; names++) {
			cgroup = open_cgroup(*names);
			if (verb->act(&cgroup) == -1)
				errx(EXIT_OURS, "%s", cgroup_strerror());
		}
	return true;
}

int
main(int argc, char *argv[])
{
	struct request request = { 0 };

	parse_options(argc, argv, OPTIONS_SHORT, &request);

	/* "cgroups --memory 1G kill 1" and "cgroups -- kill 1" run kill(1). */
	bool plain = !request.limited && request.name == NULL &&
		     strcmp(argv[optind - 1], "--") != 0;
	if (plain && optind < argc && manage(argc - optind, argv + optind))
		return EXIT_SUCCESS;
	return run(&request, command_or_shell(argv + optind));
}
