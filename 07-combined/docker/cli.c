#include "07-combined/docker/cli.h"
#include "07-combined/docker/refused.h"
#include "07-combined/image/image.h"

#include "common/exits.h"
#include "common/list.h"
#include "common/options.h"

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const struct cli_option *const tables[] = { cli_process, cli_variables,
	cli_log, cli_ulimit, cli_namespaces, cli_network, cli_power,
	cli_volumes, cli_mounts, cli_devices, cli_resources };

#define TABLES (sizeof(tables) / sizeof(tables[0]))
#define OPTIONS_MAX 100

static void
add_help(FILE *out, const struct cli_option *option)
{
	char left[80];

	snprintf(left, sizeof(left), "  %c%c%s --%s%s%s",
	    option->letter ? '-' : ' ', option->letter ? option->letter : ' ',
	    option->letter ? "," : " ", option->name, option->value ? " " : "",
	    option->value ? option->value : "");
	if (strlen(left) > 32)
		fprintf(out, "%s\n%33s%s\n", left, "", option->help);
	else
		fprintf(out, "%-32s %s\n", left, option->help);
}

static const char run_help[] =
    "Usage: combined run [options] [IMAGE] [command [argument...]]\n"
    "\n"
    "Runs a command (default: the image's, or sh) in a new container. IMAGE "
    "is\n"
    "a NAME[:TAG], pulled where it is missing; oci:DIR[:TAG], "
    "docker-archive:FILE;\n"
    "a tar archive; or a directory, which is not changed. Without it the\n"
    "container is a busybox, and so it is where a command of busybox or "
    "\"--\"\n"
    "comes first. What it writes, and its exit status, are kept until\n"
    "`combined rm`.\n"
    "\n"
    "--help=functions prints which function does what an option asks for.\n"
    "\n";

static const char exec_help[] =
    "Usage: combined exec [options] CONTAINER command [argument...]\n"
    "\n"
    "Runs one more command in a container that runs.\n"
    "\n";

static char *
make_help(bool exec)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (out == NULL)
		err(EXIT_OURS, "out of memory");
	fputs(exec ? exec_help : run_help, out);
	for (size_t t = 0; t < TABLES; t++)
		for (const struct cli_option *o = tables[t]; o->name; o++)
			if (!exec || o->flags & CLI_EXEC)
				add_help(out, o);
	fputs(OPTIONS_HELP, out);
	fclose(out);
	return text;
}

/* The table of READING.md. */
static char *
make_functions(void)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (out == NULL)
		err(EXIT_OURS, "out of memory");
	fputs("| `docker run` | function | file |\n| --- | --- | --- |\n", out);
	for (size_t t = 0; t < TABLES; t++)
		cli_add_functions(out, tables[t]);
	fclose(out);
	return text;
}

/* For --help and --help=WHAT. */
static char *
make_text(bool exec, const char *what)
{
	if (what == NULL)
		return make_help(exec);
	if (strcmp(what, "functions") != 0)
		options_wrong("--help=%s: only --help=functions", what);
	return make_functions();
}

/* getopt_long's tables, made of ours: option N of all has the value 1000 + N.
 */
struct getopt_tables {
	struct option options[OPTIONS_MAX];
	const struct cli_option *ours[OPTIONS_MAX];
	char letters[3 * OPTIONS_MAX];
};

static void
fill_getopt_tables(struct getopt_tables *g, bool exec)
{
	static const struct option common[] = { OPTIONS_COMMON };
	size_t n = 0;
	char *letter = stpcpy(g->letters, "+:V" CLI_SWITCH_VALUE);

	for (size_t t = 0; t < TABLES; t++) {
		for (const struct cli_option *o = tables[t]; o->name; o++) {
			if (exec && !(o->flags & CLI_EXEC))
				continue;
			g->ours[n] = o;
			g->options[n] = (struct option){ o->name,
				o->value ? required_argument
					 : optional_argument,
				NULL, 1000 + n };
			n++;
			if (o->letter == 0)
				continue;
			*letter++ = o->letter;
			if (o->value)
				*letter++ = ':';
		}
	}
	memcpy(g->options + n, common, sizeof(common));
	for (; !exec && g->options[n].name != NULL; n++)
		if (g->options[n].val == OPTION_HELP)
			g->options[n].has_arg = optional_argument;
}

static const struct cli_option *
find_option(const struct getopt_tables *g, int value)
{
	if (value >= 1000)
		return g->ours[value - 1000];
	for (size_t i = 0; g->ours[i] != NULL; i++)
		if (g->ours[i]->letter == value)
			return g->ours[i];
	return NULL;
}

/* --bundle has been an option of combined's, too. */
static void
refuse_bundle(int option, const char *word)
{
	if (option == '?' &&
	    (optopt == 'b' || strncmp(word, "--bundle", 8) == 0))
		options_wrong("'%s' is an option of combined-oci run", word);
}

/* A switch may have a value: --rm=true. With false it is not given, nor before. */
static bool
is_off(const struct cli_option *option, const char *value)
{
	if (option->value != NULL || value == NULL)
		return false;
	return !cli_take_switch(option->name, value);
}

static void
note(struct cli *cli, const struct cli_option *option, const char *value)
{
	struct cli_given given = { option, value };

	if (LIST_ADD(cli->given, cli->ngiven, &given) == -1)
		err(EXIT_OURS, "out of memory");
}

/* What docker's client leaves empty is docker's default. */
static bool
is_default(const struct cli_option *option, const char *value)
{
	return option->flags & CLI_EMPTY && *value == '\0';
}

/* As if this option had not been given so far. */
static void
forget(struct cli *cli, const struct cli_option *option)
{
	size_t kept = 0;

	for (size_t i = 0; i < cli->ngiven; i++)
		if (cli->given[i].option != option)
			cli->given[kept++] = cli->given[i];
	cli->ngiven = kept;
}

static void
take(struct cli *cli, const struct cli_option *option, const char *value)
{
	if (is_off(option, value)) {
		forget(cli, option);
		note(cli, option, "false");
	} else if (is_default(option, value)) {
		forget(cli, option);
	} else {
		note(cli, option, option->value != NULL ? value : NULL);
	}
}

/* Calls each option's function. Leaves optind after the options. */
static void
parse_options(struct cli *cli, bool exec, int argc, char *argv[])
{
	static struct getopt_tables g;
	const struct cli_option *ours = NULL;
	const char *command = exec ? "exec" : "run";
	int option, index;

	cli->nvariables = cli->nenv_files = 0;
	fill_getopt_tables(&g, exec);
	while (index = -1, (option = getopt_long(argc, argv, g.letters,
				g.options, &index)) != -1) {
		refused_check_whole(command, g.options, index, argv);
		if (option != '=')
			ours = find_option(&g, option);
		if (ours != NULL) {
			take(cli, ours, cli_value(option, argv));
			continue;
		}
		refuse_bundle(option, argv[optind - 1]);
		if (option == '?')
			refused_check(command, argv);
		options_common(option, argv, g.options,
		    option == OPTION_HELP ? make_text(exec, optarg) : "");
	}
	for (size_t i = 0; i < cli->ngiven; i++) {
		const struct cli_given *given = &cli->given[i];

		if (given->option->value != NULL || given->value == NULL)
			given->option->set(cli, given->option, given->value);
	}
	cli_settle_variables(cli);
}

void
cli_init(struct cli *cli)
{
	container_spec_init(&cli->spec);
	cli->spec.own_input = true;
	cli->input = -1;
}

void
cli_parse_run(struct cli *cli, int argc, char *argv[])
{
	cli_init(cli);
	if (container_defaults(&cli->spec) == -1)
		err(EXIT_OURS, "the paths to be masked");
	cli->stop_timeout = 10;
	cli->first_mount = cli->spec.nmounts;
	/* What no option says, the image may. */
	cli->default_path = cli->spec.env[0];
	cli->spec.cwd = NULL;
	parse_options(cli, false, argc, argv);
	cli_choose_image(
	    cli, argv + optind, strcmp(argv[optind - 1], "--") == 0);
	cli_settle(cli);
}

void
cli_parse_exec(struct cli *cli, int argc, char *argv[])
{
	parse_options(cli, true, argc, argv);
	if (argc - optind < 2)
		options_wrong(
		    "usage: combined exec [options] CONTAINER command...");
	cli->name = argv[optind];
	argv += optind + 1;
	if (strcmp(argv[0], "--") == 0 && argv[1] != NULL)
		argv++;
	cli->spec.argv = argv;
	cli->spec.terminal = cli_settle_terminal(cli);
}
