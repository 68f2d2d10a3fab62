/* Options about the log of a container in the background. */
#include "07-combined/docker/cli.h"

#include "common/options.h"
#include "common/parse.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static void
set_driver(struct cli *cli, const struct cli_option *option, const char *value)
{
	(void)option;
	cli->no_log = strcmp(value, "none") == 0;
	if (!cli->no_log && strcmp(value, "json-file") != 0)
		options_wrong("--log-driver: '%s' is not json-file or none: "
			      "the log is a file, for others to read",
		    value);
}

/* docker's: decimal, "10m" is ten million; -1 means no limit. */
static int64_t
parse_log_size(const char *text)
{
	static const char units[] = "kmg";
	long long number, unit = 1;
	size_t digits = strspn(text, "0123456789");
	char copy[20] = "";

	if (strcmp(text, "-1") == 0)
		return -1;
	const char *rest = text + digits;
	const char *found =
	    *rest ? strchr(units, tolower((unsigned char)*rest)) : NULL;
	for (const char *u = units; found != NULL && u <= found; u++)
		unit *= 1000;
	bool good = digits < sizeof(copy) &&
		    (*rest == '\0' ||
			(found != NULL && (rest[1] == '\0' ||
					      strcasecmp(rest + 1, "b") == 0)));
	if (good)
		memcpy(copy, text, digits);
	if (!good || parse_number(copy, 1, INT64_MAX / unit, &number) == -1)
		options_wrong("--log-opt: max-size=%s is not a size such as "
			      "10m, or -1 for no limit",
		    text);
	return number * unit;
}

static void
set_option(struct cli *cli, const struct cli_option *option, const char *value)
{
	char *text;
	const char *name = options_split(value, '=', &text);

	(void)option;
	if (text == NULL)
		options_wrong("--log-opt: '%s' is not NAME=VALUE", value);
	if (strcmp(name, "max-size") == 0)
		cli->log.size = parse_log_size(text);
	else if (strcmp(name, "max-file") == 0) {
		if (parse_number(
			text, 1, JSON_FILE_FILES_MAX, &cli->log.files) == -1)
			options_wrong("--log-opt: max-file=%s is not a number "
				      "from 1 to %d",
			    text, JSON_FILE_FILES_MAX);
	} else if (strcmp(value, "mode=blocking") != 0)
		options_wrong("--log-opt: '%s' is not max-size=, max-file= or "
			      "mode=blocking: the rest of docker's is not here",
		    value);
}

const struct cli_option cli_log[] = {
	{ "log-driver", 0, "DRIVER", "of -d: json-file (the default), or none",
	    set_driver, 0, CLI_EMPTY, "logger_open" },
	{ "log-opt", 0, "NAME=VALUE", "max-size=10m, max-file=2 (the defaults)",
	    set_option, 0, CLI_RUN, "rotate" },
	{ 0 },
};
