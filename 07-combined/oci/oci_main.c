/*
 * combined-oci: the command line of runc(8), for engines and for scripts.
 */
#include "07-combined/front_end.h"
#include "07-combined/oci/oci.h"
#include "07-combined/oci/oci_options.h"
#include "07-combined/store/owned_directory.h"
#include "07-combined/store/state.h"
#include "common/exits.h"
#include "common/options.h"

#include <err.h>
#include <errno.h>
#include <limits.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int show_help(const struct oci_options *o, char *words[]);
static int refuse(const struct oci_options *o, char *words[]);

static const struct oci_command commands[] = {
	{ "create", "make a container, which waits for start", "ID", "bCP12N",
	    1, 1, oci_create },
	{ "start", "execute the command of a container that waits", "ID", "", 1,
	    1, oci_start },
	{ "run", "make a container and execute its command", "ID", "bCdPK123N",
	    1, 1, oci_run },
	{ "state", "print the state of a container, as JSON", "ID", "", 1, 1,
	    oci_show_state },
	{ "exec", "run one more process in a container",
	    "ID [COMMAND [ARGUMENT...]]", "CDetugpdPLAwcNGi", 1, INT_MAX,
	    oci_exec },
	{ "kill", "send a signal to a container (default: TERM)", "ID [SIGNAL]",
	    "a", 1, 2, oci_kill },
	{ "pause", "freeze the processes of a container", "ID", "", 1, 1,
	    oci_pause },
	{ "resume", "let the processes of a container go on", "ID", "", 1, 1,
	    oci_resume },
	{ "delete", "remove a container that has stopped", "ID", "f", 1, 1,
	    oci_delete },
	{ "list", "list the containers", "", "Fq", 0, 0, oci_list },
	{ "ps", "list the processes of a container, with ps(1)",
	    "ID [PS-OPTION...]", "F", 1, INT_MAX, oci_ps },
	{ "update", "change the limits of a container", "ID", "rl", 1, 1,
	    oci_update },
	{ "events", "print what the kernel has counted, as JSON", "ID", "sI", 1,
	    1, oci_events },
	{ "spec", "write a config.json to begin with", "", "bR", 0, 0,
	    oci_spec },
	{ "features", "print what this runtime knows, as JSON", "", "", 0, 0,
	    oci_features },
	{ "checkpoint", "not supported", "ID", "", 1, 1, refuse },
	{ "restore", "not supported", "ID", "", 1, 1, refuse },
	{ "help", "show this text, or that of a command", "[COMMAND]", "", 0, 1,
	    show_help },
};

#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

static const struct oci_command *
find_command(const char *name)
{
	for (size_t i = 0; i < COMMANDS; i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
}

static const char *
command_name(size_t i)
{
	return i < COMMANDS ? commands[i].name : NULL;
}

/* The parts are runc's, for scripts that look for them. */
static char *
make_help(void)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (out == NULL)
		err(EXIT_OURS, "out of memory");
	fputs("NAME:\n"
	      "   combined-oci - Open Container Initiative runtime\n\n"
	      "USAGE:\n"
	      "   combined-oci [options] COMMAND [command options] [ID ...]\n\n"
	      "COMMANDS:\n",
	    out);
	for (size_t i = 0; i < COMMANDS; i++)
		fprintf(
		    out, "  %-11s %s\n", commands[i].name, commands[i].about);
	fputs("\n"
	      "GLOBAL OPTIONS:\n"
	      "      --root DIR       keep the list of containers there\n"
	      "                       (default: /run/combined, a user's in\n"
	      "                       $XDG_RUNTIME_DIR)\n"
	      "      --log FILE       write errors there, too\n"
	      "      --log-format text|json\n"
	      "                       how (default: text)\n"
	      "      --debug          write debug messages, too\n"
	      "      --rootless true|false|auto\n"
	      "                       accepted, without effect\n"
	      "      --criu PATH      accepted, without effect\n"
	      "      --systemd-cgroup\n"
	      "                       by systemd: "
	      "slice:prefix:name\n" OPTIONS_HELP "\n"
	      "'combined-oci COMMAND --help' tells more. Docker's words are\n"
	      "those of combined(1), which is the same program.\n",
	    out);
	fclose(out);
	return text;
}

static int
show_help(const struct oci_options *o, char *words[])
{
	char *argv[] = { words[0], "--help", NULL };
	struct oci_options none;

	(void)o;
	if (words[0] == NULL) {
		fputs(make_help(), stdout);
		return EXIT_SUCCESS;
	}
	const struct oci_command *command = find_command(words[0]);
	if (command == NULL)
		oci_fail("No help topic for '%s'", words[0]);
	optind = 0;
	oci_parse(&none, command, 2, argv);
	return EXIT_SUCCESS;
}

static int
refuse(const struct oci_options *o, char *words[])
{
	(void)o;
	(void)words;
	oci_fail("checkpoint and restore are not supported: they take CRIU");
}

/* Engines read the lines, each for its first word. */
static _Noreturn void
show_version(void)
{
	const struct scmp_version *seccomp = seccomp_version();

	printf("combined-oci version " VERSION "\nspec: " OCI_VERSION "\n");
	if (seccomp != NULL)
		printf("libseccomp: %u.%u.%u\n", seccomp->major, seccomp->minor,
		    seccomp->micro);
	exit(EXIT_SUCCESS);
}

enum {
	OPTION_ROOT = OPTION_OWN,
	OPTION_LOG,
	OPTION_LOG_FORMAT,
	OPTION_DEBUG,
	OPTION_IGNORED,
	OPTION_SYSTEMD
};

static const struct option options[] = {
	{ "root", required_argument, NULL, OPTION_ROOT },
	{ "log", required_argument, NULL, OPTION_LOG },
	{ "log-format", required_argument, NULL, OPTION_LOG_FORMAT },
	{ "debug", no_argument, NULL, OPTION_DEBUG },
	{ "rootless", required_argument, NULL, OPTION_IGNORED },
	{ "criu", required_argument, NULL, OPTION_IGNORED },
	{ "systemd-cgroup", no_argument, NULL, OPTION_SYSTEMD },
	OPTIONS_COMMON,
	{ 0 },
};

static bool debug;

static bool
take(int option)
{
	switch (option) {
	case OPTION_ROOT:
		state_set_root(optarg);
		return true;
	case OPTION_LOG:
		oci_log_to(optarg);
		return true;
	case OPTION_LOG_FORMAT:
		if (oci_log_format(optarg) == -1)
			options_wrong("--log-format: text or json");
		return true;
	case OPTION_DEBUG:
		debug = true;
		return true;
	case OPTION_SYSTEMD:
		oci_use_systemd();
		return true;
	case OPTION_IGNORED:
		return true;
	case 'v':
	case 'V':
		show_version();
	}
	return false;
}

static int
run(size_t i, int argc, char *argv[])
{
	const struct oci_command *command = &commands[i];
	struct oci_options o;

	/*
	 * A list that another user has made is not ours to work on. Asked here,
	 * no command can forget to ask.
	 */
	if (state_directory(false) == -1 &&
	    (errno == EPERM || errno == ENOTDIR || errno == ELOOP))
		oci_fail("%s; remove it, or name a directory of your own "
			 "(--root, XDG_RUNTIME_DIR)",
		    directory_problem());
	if (command->run == refuse && argc != 2) /* with options of its own */
		return refuse(NULL, NULL);
	char **words = oci_parse(&o, command, argc, argv);
	if (debug)
		oci_debug("%s %s, root %s", command->name,
		    words[0] != NULL ? words[0] : "", state_root());
	return command->run(&o, words);
}

const struct front_end oci_front_end = { "combined-oci", options, "+:hvV", take,
	make_help, command_name, NULL, run };
