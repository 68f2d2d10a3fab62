/*
 * combined: all chapters together, a container runtime.
 */
#include "07-combined/command_table.h"
#include "07-combined/oci/oci.h"
#include "07-combined/store/data_directory.h"
#include "07-combined/store/owned_directory.h"
#include "07-combined/store/state.h"
#include "common/exits.h"
#include "common/options.h"
#include "common/output.h"

#include <err.h>
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* What main() knows of each front end's commands. */
static const struct command *const tables[] = { docker_commands, oci_commands };

#define TABLES (sizeof(tables) / sizeof(tables[0]))

enum {
	OPTION_ROOT = OPTION_OWN,
	OPTION_LOG,
	OPTION_LOG_FORMAT,
	OPTION_IGNORED,
	OPTION_SYSTEMD
};

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

/* The one that says the call is its own, else the first that never does. */
static const struct command *
find_command(int argc, char *argv[])
{
	const struct command *found = NULL;

	for (size_t t = 0; t < TABLES; t++) {
		for (const struct command *c = tables[t]; c->name; c++) {
			if (strcmp(c->name, argv[0]) != 0)
				continue;
			if (c->takes != NULL && c->takes(argc, argv))
				return c;
			if (found == NULL)
				found = c;
		}
	}
	if (found == NULL)
		options_wrong("unknown command '%s'", argv[0]);
	return found;
}

/*
 * A list of containers that another user has made is not ours to show, and least
 * of all to work on. Asked here, no command can forget to ask. Whether a
 * directory is missing, or cannot be read, is for the command to say.
 */
static void
check_directories(const struct command *command)
{
	if (state_directory(false) == -1 &&
	    (errno == EPERM || errno == ENOTDIR || errno == ELOOP))
		oci_fail("%s; remove it, or name a directory of your own "
			 "(--root, XDG_RUNTIME_DIR)",
		    directory_problem());
	/* An engine's containers have nothing there but a cache. */
	for (const struct command *c = docker_commands; c->name != NULL; c++)
		if (c == command && data_directory(false) == -1 &&
		    errno == EPERM)
			oci_fail("%s; remove it, or name a directory of your "
				 "own (COMBINED_DATA)",
			    directory_problem());
}

/* What runc(8) has before the command, and engines pass. */
static void
take_option(int option, char *argv[])
{
	switch (option) {
	case OPTION_ROOT:
		state_set_root(optarg);
		return;
	case OPTION_LOG:
		oci_log_to(optarg);
		return;
	case OPTION_LOG_FORMAT:
		if (oci_log_format(optarg) == -1)
			options_wrong("--log-format: text or json");
		return;
	case OPTION_SYSTEMD:
		oci_fail("--systemd-cgroup: not supported; tell the engine to "
			 "use cgroupfs");
	case OPTION_IGNORED:
		return;
	default:
		options_common(option, argv,
		    option == OPTION_HELP || option == 'h' ? make_help()
							   : NULL);
	}
}

int
main(int argc, char *argv[])
{
	static const struct option options[] = {
		{ "root", required_argument, NULL, OPTION_ROOT },
		{ "log", required_argument, NULL, OPTION_LOG },
		{ "log-format", required_argument, NULL, OPTION_LOG_FORMAT },
		{ "debug", no_argument, NULL, OPTION_IGNORED },
		{ "rootless", required_argument, NULL, OPTION_IGNORED },
		{ "systemd-cgroup", no_argument, NULL, OPTION_SYSTEMD },
		OPTIONS_COMMON,
		{ 0 },
	};
	int option;

	output_begin();
	/* Files and directories that we make are the container's, too: they and
	   its first process have what docker and runc give them, whatever the
	   caller's shell has. config.json may say another for the process. */
	umask(022);
	while ((option = getopt_long(
		    argc, argv, OPTIONS_SHORT, options, NULL)) != -1)
		take_option(option, argv);
	if (argv[optind] == NULL)
		options_wrong("no command");

	/* What follows is the command's: getopt(3) starts anew in it. */
	argc -= optind;
	argv += optind;
	optind = 0;
	const struct command *command = find_command(argc, argv);
	check_directories(command);
	return command->run(argc, argv);
}
