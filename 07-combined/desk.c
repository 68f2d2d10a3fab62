/*
 * The commands with docker's words.
 */
#include "07-combined/cli.h"
#include "07-combined/command_table.h"

static int
run(int argc, char *argv[])
{
	static struct cli cli;

	cli_parse_run(&cli, argc, argv);
	return container_run(&cli.container);
}

const struct command desk_commands[] = {
	{ "run", "runs a command in a new container", run, NULL },
	{ 0 },
};
