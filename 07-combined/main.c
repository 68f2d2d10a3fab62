/*
 * combined: all chapters together, a container runtime.
 */
#include "07-combined/command_table.h"
#include "07-combined/state.h"
#include "common/exits.h"
#include "common/options.h"

#include <err.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What main() knows of each front end's commands. */
static const struct command *const tables[] = { desk_commands };

#define TABLES (sizeof(tables) / sizeof(tables[0]))

enum { OPTION_ROOT = OPTION_OWN };

static char *
make_help(void)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (out == NULL)
		err(EXIT_OURS, "out of memory");
	fputs("Usage: combined [--root DIR] COMMAND [options]\n\n", out);
	for (size_t t = 0; t < TABLES; t++)
		for (const struct command *c = tables[t]; c->name; c++)
			fprintf(out, "  %-10s %s\n", c->name, c->help);
	fputs("\n"
	      "      --root DIR       keep the list of containers there\n"
	      "                       (default: /run/combined, a user's in\n"
	      "                       $XDG_RUNTIME_DIR)\n" OPTIONS_HELP "\n"
	      "'combined COMMAND --help' tells more.\n",
	    out);
	fclose(out);
	return text;
}

static const struct command *
find_command(const char *name)
{
	for (size_t t = 0; t < TABLES; t++)
		for (const struct command *c = tables[t]; c->name; c++)
			if (strcmp(c->name, name) == 0)
				return c;
	options_wrong("unknown command '%s'", name);
}

int
main(int argc, char *argv[])
{
	static const struct option options[] = { { "root", required_argument,
						     NULL, OPTION_ROOT },
		OPTIONS_COMMON, { 0 } };
	int option;

	while ((option = getopt_long(
		    argc, argv, OPTIONS_SHORT, options, NULL)) != -1)
		if (option == OPTION_ROOT)
			state_set_root(optarg);
		else
			options_common(option, argv,
			    option == OPTION_HELP || option == 'h' ? make_help()
								   : NULL);
	if (argv[optind] == NULL)
		options_wrong("no command");

	/* What follows is the command's: getopt(3) starts anew in it. */
	argc -= optind;
	argv += optind;
	optind = 0;
	return find_command(argv[0])->run(argc, argv);
}
