#include "03-setns/cli/join_options.h"

#include "02-namespaces/ns.h"
#include "03-setns/join.h"
#include "common/exits.h"
#include "common/options.h"

#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char help[] =
    "Usage: setns [options] [--] [command [argument...]]\n"
    "       setns keep TYPE PID FILE\n"
    "       setns forget FILE\n"
    "\n"
    "Runs a command (default: your shell) in namespaces that are there "
    "already.\n"
    "\n"
    "  -t, --target PID     whose namespaces to join:\n"
    "  -m, --mount          its mounts: you get its root directory, too\n"
    "  -u, --uts            its hostname\n"
    "  -i, --ipc            its message queues, semaphores, shared memory\n"
    "  -n, --net            its network\n"
    "  -p, --pid            its processes: the command becomes one of them\n"
    "  -U, --user           its users: the command becomes root among them\n"
    "  -C, --cgroup         its view of the cgroups\n"
    "  -T, --time           its clocks\n"
    "  -a, --all            all eight\n"
    "      --how pidfd|files  all in one call (default), or each by its\n"
    "                       file below /proc/PID/ns\n"
    "  -f, --file TYPE=FILE join the namespace that is mounted on FILE, or\n"
    "                       open: /proc/self/fd/N; repeatable, and "
    "first\n" OPTIONS_HELP "\n"
    "setns keep     mount a namespace on a new FILE: it outlives its "
    "processes\n"
    "setns forget   unmount it and remove FILE\n"
    "\n"
    "TYPE is mount, uts, ipc, net, pid, user, cgroup or time.\n";

enum { OPTION_HOW = OPTION_OWN };

static const struct option long_options[] = {
	{ "target", required_argument, NULL, 't' },
	NS_OPTIONS,
	{ "all", no_argument, NULL, 'a' },
	{ "how", required_argument, NULL, OPTION_HOW },
	{ "file", required_argument, NULL, 'f' },
	OPTIONS_COMMON,
	{ 0 },
};

/* Adds "TYPE=FILE". */
static void
add_file(struct join_options *options, const char *text)
{
	const char *path = strchr(text, '=');
	char type[16];
	struct suggestion s;

	if (options->nfiles == JOIN_FILES)
		options_wrong("more than %d files", JOIN_FILES);
	snprintf(type, sizeof(type), "%.*s",
	    path != NULL ? (int)(path - text) : 0, text);
	if (path == NULL || ns_flag(type) == 0)
		options_wrong(
		    "'%s' is not TYPE=FILE%s", text, ns_suggest(type, &s));
	options->files[options->nfiles++] =
	    (struct named_namespace){ ns_flag(type), path + 1 };
}

static void
set_option(struct join_options *options, int option, char *argv[])
{
	switch (option) {
	case 't':
		options->target = options_pid(optarg);
		break;
	case 'a':
		for (int i = 0; i < NS_TYPES; i++)
			options->flags |= ns_types[i].flag;
		break;
	case 'f':
		add_file(options, optarg);
		break;
	case OPTION_HOW:
		options->by_files = strcmp(optarg, "files") == 0;
		if (!options->by_files && strcmp(optarg, "pidfd") != 0)
			options_wrong(
			    "--how is pidfd or files, not '%s'", optarg);
		break;
	default:
		options_common(option, argv, long_options, help);
	}
}

struct join_options
join_options_parse(int argc, char *argv[])
{
	struct join_options options = { 0 };
	int option;

	while (
	    (option = getopt_long(argc, argv,
		 OPTIONS_SHORT NS_LETTERS "at:f:", long_options, NULL)) != -1) {
		int flag = ns_option_flag(option);

		if (flag != 0)
			options.flags |= flag;
		else
			set_option(&options, option, argv);
	}
	return options;
}

void
join_options_check(const struct join_options *options, const char *word)
{
	struct suggestion s;

	suggest_for(&s, word != NULL ? word : "");
	suggest_consider_list(&s, "keep|forget", '|');
	if (options->target == 0 && options->nfiles == 0)
		options_wrong("whose namespaces? --target PID or --file%s",
		    suggest_text_after(&s, "setns "));
	if (options->target != 0 && options->flags == 0)
		options_wrong("which namespaces? --all, or --pid --net ...");
	if (options->target == 0 && options->flags != 0)
		options_wrong("of which process? --target PID");
}

static int
keep(char *const argv[])
{
	pid_t pid = options_pid(argv[1]);
	struct suggestion s;

	if (ns_flag(argv[0]) == 0)
		options_wrong("'%s' is not a type of namespace%s", argv[0],
		    ns_suggest(argv[0], &s));
	if (join_keep(pid, argv[0], argv[2]) == 0)
		return EXIT_SUCCESS;
	if (errno == ESRCH)
		errx(EXIT_OURS, "process %d is gone", pid);
	err(EXIT_OURS, "mount %s of process %d on %s%s", argv[0], pid, argv[2],
	    errno == EPERM ? " (needs CAP_SYS_ADMIN: try as root)"
	    : errno == EINVAL
		? " (only from an older mount namespace, on a private mount)"
		: "");
}

static int
forget(const char *path)
{
	if (join_forget(path) == -1)
		err(EXIT_OURS, "forget %s%s", path,
		    errno == EINVAL ? " (no namespace is mounted there)" : "");
	return EXIT_SUCCESS;
}

int
join_subcommand(int argc, char *const argv[])
{
	if (argc == 4 && strcmp(argv[0], "keep") == 0)
		return keep(argv + 1);
	if (argc == 2 && strcmp(argv[0], "forget") == 0)
		return forget(argv[1]);
	return -1;
}
