/* The functions of options whose value is stored as it is. */
#include "07-combined/docker/cli.h"

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
