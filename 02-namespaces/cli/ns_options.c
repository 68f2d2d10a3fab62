#include "02-namespaces/cli/ns_options.h"

#include "common/command.h"
#include "common/exits.h"
#include "common/options.h"
#include "common/parse.h"

#include <err.h>
#include <errno.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char help[] =
    "Usage: namespaces [options] [--] [command [argument...]]\n"
    "       namespaces show [PID]\n"
    "\n"
    "Runs a command (default: your shell) in new namespaces.\n"
    "\n"
    "  -m, --mount          mounts\n"
    "  -u, --uts            hostname\n"
    "  -i, --ipc            message queues, semaphores, shared memory\n"
    "  -n, --net            network; its loopback interface is brought up\n"
    "  -p, --pid            processes; with --mount, /proc is mounted anew\n"
    "  -U, --user           users, groups and capabilities\n"
    "  -C, --cgroup         cgroups: the root is where we are now\n"
    "  -T, --time           clocks\n"
    "  -a, --all            all eight, with --map-root\n"
    "      --how clone3|clone|unshare   which system call (default: clone3)\n"
    "\n"
    "These add the namespace that they need:\n"
    "      --hostname NAME  set the hostname inside\n"
    "  -r, --map-root       you are root inside\n"
    "      --map-auto       the same, and your ids of /etc/subuid and subgid\n"
    "                       follow from 1 on\n"
    "      --map-users INSIDE:OUTSIDE:COUNT   a range of users, repeatable\n"
    "      --map-groups INSIDE:OUTSIDE:COUNT  of groups (default: the same)\n"
    "      --mount-proc     mount /proc anew, for the PID namespace we are in\n"
    "      --init           be PID 1 ourselves: pass signals on, reap\n"
    "      --monotonic SECONDS  add to the time since boot, sleep left out\n"
    "      --boottime SECONDS   add to the time since boot "
    "(uptime)\n" OPTIONS_HELP "\n"
    "namespaces show   the namespaces of a process, and which others share "
    "them\n";

enum {
	OPTION_HOW = OPTION_OWN,
	OPTION_HOSTNAME,
	OPTION_MAP_AUTO,
	OPTION_MAP_USERS,
	OPTION_MAP_GROUPS,
	OPTION_MOUNT_PROC,
	OPTION_INIT,
	OPTION_MONOTONIC,
	OPTION_BOOTTIME,
};

static const struct option long_options[] = {
	NS_OPTIONS,
	{ "all", no_argument, NULL, 'a' },
	{ "how", required_argument, NULL, OPTION_HOW },
	{ "hostname", required_argument, NULL, OPTION_HOSTNAME },
	{ "map-root", no_argument, NULL, 'r' },
	{ "map-auto", no_argument, NULL, OPTION_MAP_AUTO },
	{ "map-users", required_argument, NULL, OPTION_MAP_USERS },
	{ "map-groups", required_argument, NULL, OPTION_MAP_GROUPS },
	{ "mount-proc", no_argument, NULL, OPTION_MOUNT_PROC },
	{ "init", no_argument, NULL, OPTION_INIT },
	{ "monotonic", required_argument, NULL, OPTION_MONOTONIC },
	{ "boottime", required_argument, NULL, OPTION_BOOTTIME },
	OPTIONS_COMMON,
	{ 0 },
};

static enum ns_how
parse_how(const char *text)
{
	if (strcmp(text, "clone3") == 0)
		return NS_CLONE3;
	if (strcmp(text, "clone") == 0)
		return NS_CLONE;
	if (strcmp(text, "unshare") == 0)
		return NS_UNSHARE;
	options_wrong("--how is clone3, clone or unshare, not '%s'", text);
}

/* Up to 30 years: what the kernel allows is narrower, and it says so. */
static long long
parse_seconds(const char *option, const char *text)
{
	long long seconds;

	if (parse_number(text, -1000000000, 1000000000, &seconds) == -1)
		options_wrong(
		    "%s: '%s' is not a number of seconds", option, text);
	return seconds;
}

/* Adds a range "INSIDE:OUTSIDE:COUNT". */
static void
add_range(
    const char *option, const char *text, struct ns_range *ranges, size_t *n)
{
	char copy[64], *rest = copy;
	unsigned int numbers[3];

	if (*n == NS_RANGES)
		options_wrong("%s: more than %d ranges", option, NS_RANGES);
	snprintf(copy, sizeof(copy), "%s", text);
	for (int i = 0; i < 3; i++) {
		const char *word = strsep(&rest, ":");
		long long number;
		if (word == NULL || parse_number(word, i == 2 ? 1 : 0,
					UINT32_MAX - 1, &number) == -1)
			options_wrong("%s: '%s' is not INSIDE:OUTSIDE:COUNT",
			    option, text);
		numbers[i] = number;
	}
	if (rest != NULL)
		options_wrong(
		    "%s: '%s' is not INSIDE:OUTSIDE:COUNT", option, text);
	ranges[(*n)++] =
	    (struct ns_range){ numbers[0], numbers[1], numbers[2] };
}

/* Root inside is this user outside; subordinate ids, if any, follow. */
static size_t
own_ranges(struct ns_range *ranges, unsigned int own, const char *subid_file)
{
	ranges[0] = (struct ns_range){ 0, own, 1 };
	if (subid_file == NULL)
		return 1;
	struct ns_range *all = NULL;
	size_t n = 0;
	if (ns_subid_ranges(subid_file, geteuid(), &all, &n) == -1)
		errx(EXIT_OURS,
		    "no ids for user %u in %s; as root: "
		    "usermod --add-subuids 100000-165535 "
		    "--add-subgids 100000-165535 USER",
		    geteuid(), subid_file);
	/* As unshare(1): the first range, and no other. */
	ranges[1] = (struct ns_range){ 1, all[0].outside, all[0].count };
	free(all);
	return 2;
}

/* What the options for ids, all together, mean. */
static void
complete_maps(struct ns_options *options, bool map_root, bool map_auto)
{
	bool ranges = options->nuids > 0 || options->ngids > 0;
	size_t size = sizeof(options->uids);

	if (ranges && (map_root || map_auto))
		options_wrong("--map-users and --map-groups exclude --map-root "
			      "and --map-auto");
	if (map_root || map_auto) {
		options->nuids = own_ranges(
		    options->uids, geteuid(), map_auto ? "/etc/subuid" : NULL);
		options->ngids = own_ranges(
		    options->gids, getegid(), map_auto ? "/etc/subgid" : NULL);
	}
	if (options->nuids == 0) {
		options->nuids = options->ngids;
		memcpy(options->uids, options->gids, size);
	}
	if (options->ngids == 0) {
		options->ngids = options->nuids;
		memcpy(options->gids, options->uids, size);
	}
	if (options->nuids > 0)
		options->flags |= CLONE_NEWUSER;
}

/* Acts on an option with a value or a meaning of its own. */
static void
set_option(struct ns_options *options, int option, char *argv[])
{
	switch (option) {
	case OPTION_HOW:
		options->how = parse_how(optarg);
		break;
	case OPTION_HOSTNAME:
		options->hostname = optarg;
		options->flags |= CLONE_NEWUTS;
		break;
	case OPTION_MAP_USERS:
		add_range(
		    "--map-users", optarg, options->uids, &options->nuids);
		break;
	case OPTION_MAP_GROUPS:
		add_range(
		    "--map-groups", optarg, options->gids, &options->ngids);
		break;
	case OPTION_MOUNT_PROC:
		options->mount_proc = true;
		options->flags |= CLONE_NEWNS;
		break;
	case OPTION_INIT:
		options->init = true;
		options->flags |= CLONE_NEWPID;
		break;
	case OPTION_MONOTONIC:
		options->monotonic = parse_seconds("--monotonic", optarg);
		options->flags |= CLONE_NEWTIME;
		break;
	case OPTION_BOOTTIME:
		options->boottime = parse_seconds("--boottime", optarg);
		options->flags |= CLONE_NEWTIME;
		break;
	default:
		options_common(option, argv, long_options, help);
	}
}

struct ns_options
ns_options_parse(int argc, char *argv[])
{
	struct ns_options options = { .how = NS_CLONE3,
		.unprivileged = geteuid() != 0 };
	bool all = false, map_root = false, map_auto = false;
	int option;

	while ((option = getopt_long(argc, argv, OPTIONS_SHORT NS_LETTERS "ar",
		    long_options, NULL)) != -1) {
		int flag = ns_option_flag(option);

		if (flag != 0)
			options.flags |= flag;
		else if (option == 'a')
			all = true;
		else if (option == 'r')
			map_root = true;
		else if (option == OPTION_MAP_AUTO)
			map_auto = true;
		else
			set_option(&options, option, argv);
	}
	for (int i = 0; all && i < NS_TYPES; i++)
		options.flags |= ns_types[i].flag;
	if (all && !map_auto && options.nuids + options.ngids == 0)
		map_root = true;
	complete_maps(&options, map_root, map_auto);

	/* ps(1) would show the processes of the /proc that is there. */
	if (options.flags & CLONE_NEWPID && options.flags & CLONE_NEWNS)
		options.mount_proc = true;
	options.command = command_or_shell(argv + optind);
	return options;
}
