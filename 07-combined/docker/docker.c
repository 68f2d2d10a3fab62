/*
 * combined: the commands with docker's words.
 */
#include "07-combined/docker/docker.h"

#include "07-combined/docker/docker_options.h"
#include "07-combined/docker/refused.h"
#include "07-combined/front_end.h"
#include "07-combined/store/data_directory.h"
#include "07-combined/store/owned_directory.h"
#include "07-combined/store/state.h"
#include "common/exits.h"
#include "common/options.h"

#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int show_help(int argc, char *argv[]);
static int show_version(int argc, char *argv[]);

static const struct command {
	const char *name;
	const char *help; /* half a line */
	/* argv[0] is the name. Returns the exit status. */
	int (*run)(int argc, char *argv[]);
} commands[] = {
	{ "run", "runs a command in a new container", docker_run },
	{ "exec", "runs one more in a container", docker_exec },
	{ "ps", "lists the containers", docker_ps },
	{ "tree", "draws their processes, seen from both sides", docker_tree },
	{ "inspect", "shows all that is known of one, as JSON",
	    docker_inspect },
	{ "top", "lists its processes", docker_top },
	{ "stats", "shows what it uses", docker_stats },
	{ "logs", "shows what it has written", docker_logs },
	{ "attach", "goes to its terminal", docker_attach },
	{ "start", "runs it again, after its end", docker_start },
	{ "restart", "stops it, and runs it again", docker_restart },
	{ "stop", "asks it to end, and then kills it", docker_stop },
	{ "kill", "sends it a signal", docker_kill },
	{ "wait", "waits for its end, and says its exit status",
	    docker_wait_for },
	{ "pause", "stops all its processes", docker_pause },
	{ "unpause", "lets them go on", docker_unpause },
	{ "cp", "copies files in and out", docker_cp },
	{ "diff", "shows which files it has changed", docker_diff },
	{ "export", "writes its files to a tar archive", docker_export },
	{ "rm", "removes what is left of it", docker_rm },
	{ "pull", "fetches an image", docker_pull },
	{ "images", "lists the images", docker_images },
	{ "tag", "gives an image one more name", docker_tag },
	{ "rmi", "removes an image", docker_rmi },
	{ "doctor", "finds what crashes have left, --fix removes it",
	    docker_doctor },
	{ "help", "shows this text, or that of a command", show_help },
	{ "version", "shows the version", show_version },
};

#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

static const char *
command_name(size_t i)
{
	return i < COMMANDS ? commands[i].name : NULL;
}

static char *
make_help(void)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (out == NULL)
		err(EXIT_OURS, "out of memory");
	fputs("Usage: combined [--root DIR] COMMAND [options]\n\n", out);
	for (size_t i = 0; i < COMMANDS; i++)
		fprintf(
		    out, "  %-10s %s\n", commands[i].name, commands[i].help);
	fputs("\n"
	      "      --root DIR       keep the list of containers there\n"
	      "                       (default: /run/combined, a user's in\n"
	      "                       $XDG_RUNTIME_DIR)\n" OPTIONS_HELP "\n"
	      "'combined COMMAND --help' tells more. The commands of an OCI\n"
	      "runtime are those of combined-oci(1), which is the same "
	      "program.\n",
	    out);
	fclose(out);
	return text;
}

static int
show_help(int argc, char *argv[])
{
	struct docker_options r;

	docker_options(&r, argc, argv, "", "help [COMMAND]", 0, 1);
	if (r.count == 0) {
		fputs(make_help(), stdout);
		return EXIT_SUCCESS;
	}
	for (size_t i = 0; i < COMMANDS; i++) {
		char *words[] = { r.names[0], "--help", NULL };

		if (strcmp(commands[i].name, r.names[0]) != 0)
			continue;
		optind = 0;
		return commands[i].run(2, words);
	}
	options_wrong("unknown command '%s'", r.names[0]);
}

static int
show_version(int argc, char *argv[])
{
	struct docker_options r;

	docker_options(&r, argc, argv, "", "version", 0, 0);
	printf("%s " VERSION "\n", program_invocation_short_name);
	return EXIT_SUCCESS;
}

static const struct option options[] = {
	{ "root", required_argument, NULL, OPTION_OWN },
	OPTIONS_COMMON,
	{ 0 },
};

static bool
take(int option)
{
	if (option != OPTION_OWN)
		return false;
	state_set_root(optarg);
	return true;
}

/*
 * A list of containers that another user has made is not ours to show, and
 * least of all to work on. Asked here, no command can forget to ask. Whether a
 * directory is missing, or cannot be read, is for the command to say.
 */
static void
check_directories(void)
{
	if (state_directory(false) == -1 &&
	    (errno == EPERM || errno == ENOTDIR || errno == ELOOP))
		errx(EXIT_OURS,
		    "%s; remove it, or name a directory of your own "
		    "(--root, XDG_RUNTIME_DIR)",
		    directory_problem());
	if (data_directory(false) == -1 && errno == EPERM)
		errx(EXIT_OURS,
		    "%s; remove it, or name a directory of your own "
		    "(COMBINED_DATA)",
		    directory_problem());
}

static int
run(size_t i, int argc, char *argv[])
{
	check_directories();
	return commands[i].run(argc, argv);
}

const struct front_end docker_front_end = { "combined", options, OPTIONS_SHORT,
	take, make_help, command_name, refused_command, run };
