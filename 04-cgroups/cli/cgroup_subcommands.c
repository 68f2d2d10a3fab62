#include "04-cgroups/cli/cgroup_subcommands.h"

#include "04-cgroups/cgroup.h"
#include "04-cgroups/cli/cgroup_options.h"
#include "04-cgroups/cli/cgroup_show.h"
#include "04-cgroups/cli/stale_cgroups.h"
#include "common/exits.h"
#include "common/options.h"
#include "common/parse.h"

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

static void
create(char *args[], const struct request *request)
{
	struct cgroup cgroup;

	request_create(request, &cgroup, args[0]);
}

static void
set(char *args[], const struct request *request)
{
	struct cgroup cgroup;

	if (!request->limited)
		options_wrong("nothing to set");
	open_or_exit(&cgroup, args[0]);
	if (request_set(request, &cgroup) == -1)
		errx(EXIT_OURS, "%s", cgroup_strerror());
}

static void
attach(char *args[], const struct request *request)
{
	struct cgroup cgroup;
	long long pid;

	(void)request;
	open_or_exit(&cgroup, args[0]);
	while (*++args != NULL) {
		if (parse_number(*args, 1, INT32_MAX, &pid) == -1)
			options_wrong("'%s' is no PID", *args);
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
clean(char *args[], const struct request *request)
{
	(void)args;
	(void)request;
	if (leftovers_clean(report_clean) == -1)
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

static const struct verb {
	const char *word;
	int (*each)(const struct cgroup *cgroup); /* for each NAME, or: */
	void (*act)(char *args[], const struct request *request);
	const char *wants;
	int min, max; /* how many arguments */
	bool limits;  /* may there be any? */
} verbs[] = {
	{ "create", NULL, create, "one NAME", 1, 1, true },
	{ "set", NULL, set, "one NAME", 1, 1, true },
	{ "attach", NULL, attach, "a NAME and a PID", 2, INT32_MAX, false },
	{ "show", show, NULL, "a NAME", 1, INT32_MAX, false },
	{ "freeze", freeze, NULL, "a NAME", 1, INT32_MAX, false },
	{ "thaw", thaw, NULL, "a NAME", 1, INT32_MAX, false },
	{ "kill", cgroup_kill, NULL, "a NAME", 1, INT32_MAX, false },
	{ "remove", cgroup_remove, NULL, "a NAME", 1, INT32_MAX, false },
	{ "clean", NULL, clean, "no NAME", 0, 0, false },
	{ 0 },
};

static void
do_each(const struct verb *verb, char *names[])
{
	struct cgroup cgroup;

	for (; *names != NULL; names++) {
		open_or_exit(&cgroup, *names);
		if (verb->each(&cgroup) == -1)
			errx(EXIT_OURS, "%s", cgroup_strerror());
	}
}

bool
manage(int argc, char *argv[])
{
	struct request request = { 0 };
	const struct verb *verb = verbs;

	while (verb->word != NULL && strcmp(argv[0], verb->word) != 0)
		verb++;
	if (verb->word == NULL)
		return false;
	request_parse_verb(argc, argv, &request);
	argc -= optind;
	argv += optind;
	if (argc < verb->min || argc > verb->max)
		options_wrong("cgroups %s needs %s", verb->word, verb->wants);
	if (request.name != NULL || (request.limited && !verb->limits))
		options_wrong("cgroups %s takes no such option", verb->word);
	if (verb->each != NULL)
		do_each(verb, argv);
	else
		verb->act(argv, &request);
	return true;
}
