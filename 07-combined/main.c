/*
 * combined: all chapters together, a container runtime.
 */
#include "07-combined/cli.h"
#include "common/options.h"

#include <getopt.h>
#include <string.h>

static const char help[] = "Usage: combined COMMAND [options]\n"
			   "\n"
			   "  run        runs a command in a new container\n"
			   "\n" OPTIONS_HELP "\n"
			   "'combined COMMAND --help' tells more.\n";

static int
run(int argc, char *argv[])
{
	static struct cli cli;

	cli_parse_run(&cli, argc, argv);
	return container_run(&cli.container);
}

int
main(int argc, char *argv[])
{
	static const struct option options[] = { OPTIONS_COMMON, { 0 } };
	int option;

	while ((option = getopt_long(
		    argc, argv, OPTIONS_SHORT, options, NULL)) != -1)
		options_common(option, argv, help);
	if (argv[optind] == NULL)
		options_wrong("no command");

	/* What follows is the command's: getopt(3) starts anew in it. */
	argc -= optind;
	argv += optind;
	optind = 0;
	if (strcmp(argv[0], "run") == 0)
		return run(argc, argv);
	options_wrong("unknown command '%s'", argv[0]);
}
