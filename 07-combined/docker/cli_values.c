/* The functions of options whose value is stored as it is. */
#include "07-combined/docker/cli.h"

#include "common/options.h"

#include <string.h>

void
cli_set_flag(
    struct cli *cli, const struct cli_option *option, const char *value)
{
	(void)value;
	*(bool *)((char *)cli + option->id) = true;
}

void
cli_set_text(
    struct cli *cli, const struct cli_option *option, const char *value)
{
	*(const char **)((char *)cli + option->id) = value;
}

int
cli_parse_switch(const char *value)
{
	static const char *const words[2][6] = {
		{ "0", "f", "F", "false", "False", "FALSE" },
		{ "1", "t", "T", "true", "True", "TRUE" },
	};

	for (int on = 0; on < 2; on++)
		for (int i = 0; i < 6; i++)
			if (strcmp(words[on][i], value) == 0)
				return on;
	return -1;
}

bool
cli_take_switch(const char *name, const char *value)
{
	int on = value != NULL ? cli_parse_switch(value) : 1;

	if (on == -1)
		options_wrong("--%s: '%s' is not true or false", name, value);
	return on == 1;
}

const char *
cli_value(int option, char *const argv[])
{
	/* The value of a long option never begins with the "=" before it. */
	bool is_letter = option < 256;

	if (option == '=')
		return optarg != NULL ? optarg : "";
	if (is_letter && optarg != NULL && optarg != argv[optind - 1] &&
	    optarg[0] == '=')
		return optarg + 1;
	return optarg;
}
