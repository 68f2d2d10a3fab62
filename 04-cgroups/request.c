#include "04-cgroups/request.h"

#include "04-cgroups/limits.h"
#include "common/exits.h"
#include "common/options.h"

#include <err.h>
#include <errno.h>
#include <stdio.h>

static const char help[] =
    "Usage: cgroups [--name NAME] [limits] [--] [command [argument...]]\n"
    "       cgroups create NAME [limits]\n"
    "       cgroups set NAME limits\n"
    "       cgroups attach NAME PID...\n"
    "       cgroups show|freeze|thaw|kill|remove NAME...\n"
    "\n"
    "Runs a command (default: your shell) in a cgroup of its own, and removes\n"
    "that with all that is left in it; or manages one that stays.\n"
    "\n"
    "      --name NAME             a path below the root: web, or "
    "lab/web\n" CGROUP_HELP
    "      --usual-devices         no devices but null, tty and the like\n"
    "      --device-cgroup-rule RULE         and these: \"b 8:* "
    "r\"\n" OPTIONS_HELP "\n"
    "The same on cgroup v1 and v2. A command that is called like one of the\n"
    "words above goes behind --.\n";

enum { OPTION_NAME = OPTION_OWN, OPTION_USUAL, OPTION_RULE };

static const struct option options[] = {
	{ "name", required_argument, NULL, OPTION_NAME },
	CGROUP_OPTIONS,
	{ "usual-devices", no_argument, NULL, OPTION_USUAL },
	{ "device-cgroup-rule", required_argument, NULL, OPTION_RULE },
	OPTIONS_COMMON,
	{ 0 },
};

/* The first rule for devices brings the usual ones with it. */
static void
add_rule(struct request *request, const char *text)
{
	const struct device_rule *usual = devices_usual;
	struct device_rule *rules = request->rules;

	request->limited = true;
	if (request->nrules == 0)
		while (usual->type != 0)
			rules[request->nrules++] = *usual++;
	if (text == NULL)
		return;
	if (request->nrules == sizeof(request->rules) / sizeof(rules[0]))
		options_wrong("too many rules for devices");
	if (devices_parse(text, &rules[request->nrules++]) == -1)
		options_wrong("'%s' is no rule such as 'c 1:3 rwm'", text);
}

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

static void
parse(int argc, char *argv[], const char *letters, struct request *request)
{
	int option, index = 0;

	while (
	    (option = getopt_long(argc, argv, letters, options, &index)) != -1)
		if (option == OPTION_NAME)
			request->name = optarg;
		else if (option == OPTION_USUAL || option == OPTION_RULE)
			add_rule(request, optarg);
		else
			parse_limit(request, option, index, argv);
}

void
request_parse_run(int argc, char *argv[], struct request *request)
{
	parse(argc, argv, OPTIONS_SHORT, request);
}

void
request_parse_verb(int argc, char *argv[], struct request *request)
{
	/* Without the '+' getopt_long(3) looks behind the names, too. */
	optind = 0;
	parse(argc, argv, OPTIONS_SHORT + 1, request);
}

int
request_set(const struct request *request, const struct cgroup *cgroup)
{
	struct cgroup_limits limits = request->limits;

	if (limits.memory != 0 && limits.memory_swap == 0 &&
	    cgroup_counts_swap(cgroup))
		limits.memory_swap =
		    limits.memory == -1 ? -1 : limits.memory * 2;
	if (cgroup_set(cgroup, &limits) == -1)
		return -1;
	if (request->nrules == 0)
		return 0;
	return devices_limit(cgroup, request->rules, request->nrules);
}

void
request_create(
    const struct request *request, struct cgroup *cgroup, const char *name)
{
	char message[1024];

	if (cgroup_create(cgroup, name) == -1)
		errx(EXIT_OURS, "%s", cgroup_strerror());
	if (request_set(request, cgroup) == 0)
		return;
	snprintf(message, sizeof(message), "%s", cgroup_strerror());
	cgroup_remove(cgroup);
	errx(EXIT_OURS, "%s", message);
}
