#include "04-cgroups/cli/cgroup_subcommands.h"

#include "04-cgroups/cgroup.h"
#include "04-cgroups/cli/cgroup_options.h"
#include "04-cgroups/cli/cgroup_show.h"
#include "04-cgroups/cli/cgroup_watch.h"
#include "04-cgroups/cli/stale_cgroups.h"
#include "common/exits.h"
#include "common/options.h"
#include "common/output.h"

#include <err.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static void
open_or_exit(struct cgroup *cgroup, const char *name)
{
	if (cgroup_open(cgroup, name) == -1)
		errx(EXIT_OURS, "%s", cgroup_strerror());
}

static int
limit(const struct cgroup_options *asked, const struct cgroup *cgroup)
{
	struct cgroup_limits limits = cgroup_options_limits(asked, cgroup);

	if (cgroup_set(cgroup, &limits) == -1)
		return -1;
	return cgroup_options_limit_devices(asked, cgroup);
}

void
cgroup_give_up(const struct cgroup *cgroup)
{
	char message[1024];

	/* Removing the cgroup may fail as well: the first failure is told. */
	snprintf(message, sizeof(message), "%s", cgroup_strerror());
	cgroup_remove(cgroup);
	errx(EXIT_OURS, "%s", message);
}

static void
create(char *args[], const struct cgroup_options *asked)
{
	struct cgroup cgroup;

	if (cgroup_find(&cgroup, args[0]) == -1 ||
	    cgroup_create(&cgroup, false) == -1)
		errx(EXIT_OURS, "%s", cgroup_strerror());
	if (limit(asked, &cgroup) == -1)
		cgroup_give_up(&cgroup);
}

static void
set(char *args[], const struct cgroup_options *asked)
{
	struct cgroup cgroup;

	if (!asked->limited)
		options_wrong(
		    "cgroups set needs a limit, such as --memory 64M");
	open_or_exit(&cgroup, args[0]);
	if (limit(asked, &cgroup) == -1)
		errx(EXIT_OURS, "%s", cgroup_strerror());
}

static void
attach(char *args[], const struct cgroup_options *asked)
{
	struct cgroup cgroup;

	(void)asked;
	open_or_exit(&cgroup, args[0]);
	while (*++args != NULL) {
		pid_t pid = options_pid(*args);

		if (cgroup_attach(&cgroup, pid) == -1)
			errx(EXIT_OURS, "PID %s: %s", *args, cgroup_strerror());
	}
}

static void
report_clean(const char *name)
{
	printf("removed %s\n", name);
}

static void
clean(char *args[], const struct cgroup_options *asked)
{
	(void)args;
	(void)asked;
	if (stale_clean(report_clean) == -1)
		errx(EXIT_OURS, "%s", cgroup_strerror());
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

static const struct subcommand {
	const char *word;
	int (*each)(const struct cgroup *cgroup); /* for each NAME, or: */
	void (*act)(char *args[], const struct cgroup_options *asked);
	const char *wants;
	int min, max; /* how many arguments */
	bool limits;  /* may there be any? */
} subcommands[] = {
	{ "create", NULL, create, "one NAME", 1, 1, true },
	{ "set", NULL, set, "one NAME", 1, 1, true },
	{ "attach", NULL, attach, "a NAME and a PID", 2, INT32_MAX, false },
	{ "show", cgroup_show, NULL, "a NAME", 1, INT32_MAX, false },
	{ "watch", cgroup_watch, NULL, "one NAME", 1, 1, false },
	{ "freeze", freeze, NULL, "a NAME", 1, INT32_MAX, false },
	{ "thaw", thaw, NULL, "a NAME", 1, INT32_MAX, false },
	{ "kill", cgroup_kill, NULL, "a NAME", 1, INT32_MAX, false },
	{ "remove", cgroup_remove, NULL, "a NAME", 1, INT32_MAX, false },
	{ "clean", NULL, clean, "no NAME", 0, 0, false },
	{ 0 },
};

static void
do_each(const struct subcommand *found, char *names[])
{
	struct cgroup cgroup;

	for (; *names != NULL; names++) {
		open_or_exit(&cgroup, *names);
		if (found->each(&cgroup) == -1)
			errx(EXIT_OURS, "%s", cgroup_strerror());
	}
}

bool
cgroup_subcommand(int argc, char *argv[])
{
	struct cgroup_options asked = { 0 };
	const struct subcommand *found = subcommands;

	while (found->word != NULL && strcmp(argv[0], found->word) != 0)
		found++;
	if (found->word == NULL)
		return false;
	cgroup_options_parse_subcommand(argc, argv, &asked);
	argc -= optind;
	argv += optind;
	if (argc < found->min || argc > found->max)
		options_wrong("cgroups %s needs %s", found->word, found->wants);
	if (asked.name != NULL)
		options_wrong(
		    "cgroups %s takes the name without --name", found->word);
	if (asked.limited && !found->limits)
		options_wrong("cgroups %s takes no limits", found->word);
	if (found->each != NULL)
		do_each(found, argv);
	else
		found->act(argv, &asked);
	output_finish();
	return true;
}
