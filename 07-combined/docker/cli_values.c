/* The functions of options whose value is stored as it is. */
#include "07-combined/docker/cli.h"

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
