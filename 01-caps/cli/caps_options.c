#include "01-caps/cli/caps_options.h"

#include "common/exits.h"
#include "common/options.h"

#include <err.h>

static const char help[] =
    "Usage: caps [options] [--] [command [argument...]]\n"
    "       caps show [PID]\n"
    "       caps can-ping [FILE]\n"
    "\n"
    "Runs a command (default: your shell) with fewer capabilities.\n"
    "\n"
    "  -d, --drop LIST      take these away\n"
    "  -k, --keep LIST      leave these, even if an earlier option or --user\n"
    "                       takes them away\n"
    "  -o, --only LIST      take all away but these, and keep these\n"
    "      --docker         the same with the 14 that Docker leaves\n"
    "  -u, --user USER[:GROUP]  become this user, with only what is kept\n"
    "      --lock           lock the securebits: uid 0 regains nothing\n"
    "      --no-bounding    leave the bounding set as it is: execve can give\n"
    "                       all of it again\n"
    "  -n, --no-new-privs   execve gives nothing: no SUID bit, no file\n"
    "                       capability\n" OPTIONS_HELP "\n"
    "caps show      the five sets of this or another process, by name\n"
    "caps can-ping  may this process ping, and why (FILE: /bin/ping)\n"
    "\n"
    "LIST is comma-separated: names with or without cap_, numbers, or all.\n";

enum { OPTION_DOCKER = OPTION_OWN, OPTION_LOCK, OPTION_NO_BOUNDING };

static const struct option long_options[] = {
	{ "drop", required_argument, NULL, 'd' },
	{ "keep", required_argument, NULL, 'k' },
	{ "only", required_argument, NULL, 'o' },
	{ "docker", no_argument, NULL, OPTION_DOCKER },
	{ "user", required_argument, NULL, 'u' },
	{ "lock", no_argument, NULL, OPTION_LOCK },
	{ "no-bounding", no_argument, NULL, OPTION_NO_BOUNDING },
	{ "no-new-privs", no_argument, NULL, 'n' },
	OPTIONS_COMMON,
	{ 0 },
};

static uint64_t
parse_list(const char *list)
{
	struct suggestion s;
	uint64_t set = 0;

	if (caps_parse(list, &set) == -1)
		options_wrong("not a list of capabilities: '%s'%s", list,
		    caps_suggest(list, &s));
	return set;
}

/*
 * "all" stands for what this process has: no process has to have all of them.
 */
static void
keep(struct caps_options *options, uint64_t set)
{
	options->bounding |= set;
	if (set == caps_all())
		set = options->current.permitted & options->current.bounding;
	options->keep |= set;
}

static void
drop(struct caps_options *options, uint64_t set)
{
	options->bounding &= ~set;
	options->keep &= ~set;
}

static void
keep_only(struct caps_options *options, uint64_t set)
{
	drop(options, caps_all());
	keep(options, set);
}

struct caps_options
caps_options_parse(int argc, char *argv[])
{
	struct caps_options options = { .bounding = caps_all() };
	int option;

	if (caps_get(0, &options.current) == -1)
		err(EXIT_OURS, "own capabilities");
	while ((option = getopt_long(argc, argv, OPTIONS_SHORT "d:k:o:u:n",
		    long_options, NULL)) != -1) {
		switch (option) {
		case 'd':
			drop(&options, parse_list(optarg));
			break;
		case 'k':
			keep(&options, parse_list(optarg));
			break;
		case 'o':
			keep_only(&options, parse_list(optarg));
			break;
		case OPTION_DOCKER:
			keep_only(&options, CAPS_DOCKER);
			break;
		case 'u':
			options.user = optarg;
			break;
		case OPTION_LOCK:
			options.lock = true;
			break;
		case OPTION_NO_BOUNDING:
			options.no_bounding = true;
			break;
		case 'n':
			options.no_new_privs = true;
			break;
		default:
			options_common(option, argv, long_options, help);
		}
	}
	return options;
}
