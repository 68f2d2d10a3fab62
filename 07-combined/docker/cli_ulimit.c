/* The option --ulimit: getrlimit(2). */
#include "07-combined/docker/cli.h"

#include "07-combined/engine/rlimit_names.h"
#include "common/exits.h"
#include "common/list.h"
#include "common/options.h"
#include "common/parse.h"

#include <err.h>
#include <string.h>

static rlim_t
parse_limit(const char *text)
{
	long long number;

	if (parse_number(text, -1, INT64_MAX, &number) == -1)
		options_wrong(
		    "--ulimit: '%s' is not a number, or -1 for no limit", text);
	return number == -1 ? RLIM_INFINITY : (rlim_t)number;
}

static void
set_ulimit(struct cli *cli, const struct cli_option *option, const char *value)
{
	struct container_spec *spec = &cli->spec;
	char *soft, *hard;
	char *name = options_split(value, '=', &soft);

	(void)option;
	int resource = soft != NULL ? rlimit_of_word(name) : -1;
	if (resource == -1)
		options_wrong("--ulimit: '%s' is not NAME=SOFT[:HARD], such as "
			      "nofile=1024",
		    value);
	soft = options_split(soft, ':', &hard);
	struct container_limit limit = { .resource = resource,
		.value.rlim_cur = parse_limit(soft) };
	limit.value.rlim_max = hard ? parse_limit(hard) : limit.value.rlim_cur;
	/* Of two for one resource the last counts, as docker has it. */
	for (size_t i = 0; i < spec->nlimits; i++) {
		if (spec->limits[i].resource == limit.resource) {
			spec->limits[i] = limit;
			return;
		}
	}
	if (LIST_ADD(spec->limits, spec->nlimits, &limit) == -1)
		err(EXIT_OURS, "out of memory");
}

const struct cli_option cli_ulimit[] = {
	{ "ulimit", 0, "NAME=SOFT[:HARD]", "a limit of getrlimit(2)",
	    set_ulimit, 0, CLI_RUN, "attributes_rlimits" },
	{ 0 },
};
