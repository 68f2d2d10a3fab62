/*
 * setns: runs a command in the namespaces of a process, or of files.
 */
#include "03-setns/join.h"

#include "01-caps/caps.h"
#include "02-namespaces/ns.h"
#include "common/command.h"
#include "common/exits.h"
#include "common/explain.h"
#include "common/options.h"
#include "common/parse.h"

#include <err.h>
#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

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
    "      --how HOW        pidfd (default): all in one call; files: each by\n"
    "                       its file below /proc/PID/ns\n"
    "  -f, --file TYPE=FILE join the namespace that is mounted on FILE, or\n"
    "                       open: /proc/self/fd/N; repeatable, and "
    "first\n" OPTIONS_HELP "\n"
    "setns keep     mount a namespace on a new FILE: it outlives its "
    "processes\n"
    "setns forget   unmount it and remove FILE\n"
    "\n"
    "TYPE is mount, uts, ipc, net, pid, user, cgroup or time.\n";

#define MAX_FILES 16

struct request {
	pid_t target; /* 0: none */
	int flags;
	bool by_files;
	struct file {
		int flag;
		const char *path;
	} files[MAX_FILES];
	size_t nfiles;
};

enum { OPTION_HOW = OPTION_OWN };

static const struct option options[] = {
	{ "target", required_argument, NULL, 't' },
	{ "mount", no_argument, NULL, 'm' },
	{ "uts", no_argument, NULL, 'u' },
	{ "ipc", no_argument, NULL, 'i' },
	{ "net", no_argument, NULL, 'n' },
	{ "pid", no_argument, NULL, 'p' },
	{ "user", no_argument, NULL, 'U' },
	{ "cgroup", no_argument, NULL, 'C' },
	{ "time", no_argument, NULL, 'T' },
	{ "all", no_argument, NULL, 'a' },
	{ "how", required_argument, NULL, OPTION_HOW },
	{ "file", required_argument, NULL, 'f' },
	OPTIONS_COMMON,
	{ 0 },
};

/* The letters of the eight types, in the order of ns_types. */
static const char letters[] = "UmuipCnT";

static pid_t
parse_pid(const char *text)
{
	long long pid;

	if (parse_number(text, 1, INT32_MAX, &pid) == -1)
		options_wrong("'%s' is no PID", text);
	return pid;
}

/* Adds "TYPE=FILE". */
static void
add_file(struct request *request, const char *text)
{
	const char *path = strchr(text, '=');
	char type[16];

	if (request->nfiles == MAX_FILES)
		options_wrong("more than %d files", MAX_FILES);
	snprintf(type, sizeof(type), "%.*s",
	    path != NULL ? (int)(path - text) : 0, text);
	if (path == NULL || ns_flag(type) == 0)
		options_wrong("'%s' is no TYPE=FILE", text);
	request->files[request->nfiles++] =
	    (struct file){ ns_flag(type), path + 1 };
}

static void
set_option(struct request *request, int option, char *argv[])
{
	switch (option) {
	case 't':
		request->target = parse_pid(optarg);
		break;
	case 'a':
		for (int i = 0; i < NS_TYPES; i++)
			request->flags |= ns_types[i].flag;
		break;
	case 'f':
		add_file(request, optarg);
		break;
	case OPTION_HOW:
		request->by_files = strcmp(optarg, "files") == 0;
		if (!request->by_files && strcmp(optarg, "pidfd") != 0)
			options_wrong(
			    "--how is pidfd or files, not '%s'", optarg);
		break;
	default:
		options_common(option, argv, help);
	}
}

static struct request
parse_options(int argc, char *argv[])
{
	struct request request = { 0 };
	int option;

	while ((option = getopt_long(argc, argv,
		    OPTIONS_SHORT "UmuipCnTat:f:", options, NULL)) != -1) {
		const char *letter =
		    option < OPTION_EXPLAIN ? strchr(letters, option) : NULL;

		if (letter != NULL)
			request.flags |= ns_types[letter - letters].flag;
		else
			set_option(&request, option, argv);
	}
	return request;
}

static void
check(const struct request *request)
{
	if (request->target == 0 && request->nfiles == 0)
		options_wrong("whose namespaces? --target PID or --file");
	if (request->target != 0 && request->flags == 0)
		options_wrong("which namespaces? --all, or --pid --net ...");
	if (request->target == 0 && request->flags != 0)
		options_wrong("of which process? --target PID");
}

/* Ends the program where the target cannot be joined. */
static _Noreturn void
refused(pid_t target)
{
	const char *why = "";

	if (errno == ESRCH)
		errx(EXIT_OURS, "process %d is gone", target);
	if (errno == EACCES)
		why = " (another user's: try as root)";
	else if (errno == EPERM)
		why = " (needs CAP_SYS_ADMIN: try as root, or with --user)";
	else if (errno == EINVAL)
		why = " (before Linux 5.8: try --how files)";
	err(EXIT_OURS, "join namespaces of process %d%s", target, why);
}

/*
 * Supplementary groups go over into a user namespace as they are, and in there
 * setgroups(2) may be denied: whoever can leave them does so before.
 */
static void
leave_groups(void)
{
	struct caps_sets ours;

	if (caps_get(0, &ours) == -1 ||
	    !(ours.effective & CAPS_BIT(CAP_SETGID)) || getgroups(0, NULL) == 0)
		return;
	explain("our groups are of no concern in there", "setgroups(0, NULL)");
	if (setgroups(0, NULL) == -1)
		err(EXIT_OURS, "leave the supplementary groups");
}

/* Joins all that is asked for and returns the flags of what is new. */
static int
join(const struct request *request)
{
	int joined = 0;

	for (size_t i = 0; i < request->nfiles; i++)
		joined |= request->files[i].flag;
	if (request->target != 0) {
		int other = join_differing(request->target, request->flags);
		if (other == -1)
			refused(request->target);
		joined |= other;
	}

	/* Until execve(2), nobody in there is to trace us or open our files. */
	explain("root of in there cannot trace us, nor reach our files",
	    "prctl(PR_SET_DUMPABLE, SUID_DUMP_DISABLE)");
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == -1)
		err(EXIT_OURS, "become undumpable");
	if (joined & CLONE_NEWUSER)
		leave_groups();
	for (size_t i = 0; i < request->nfiles; i++)
		if (join_file(request->files[i].path, request->files[i].flag) ==
		    -1)
			err(EXIT_OURS, "join %s", request->files[i].path);
	if (request->target != 0 &&
	    (request->by_files ? join_files : join_pidfd)(
		request->target, request->flags) == -1)
		refused(request->target);
	if (joined & CLONE_NEWUSER && join_become_root() == -1)
		err(EXIT_OURS, "become root in the user namespace");
	return joined;
}

/* The next child is the first process of ours in the PID namespace. */
static int
run_child(char *const command[])
{
	sigset_t signals;

	command_catch_signals(&signals);
	pid_t child = fork();
	if (child == -1 && errno == ENOMEM)
		errx(EXIT_OURS, "the PID namespace is dead: its PID 1 is gone");
	if (child == -1)
		err(EXIT_OURS, "fork");
	if (child == 0) {
		command_die_with_parent(0); /* out of its sight */
		sigprocmask(SIG_SETMASK, &signals, NULL);
		command_exec(command);
	}
	return command_wait(child);
}

static int
keep(char *argv[])
{
	pid_t pid = parse_pid(argv[1]);

	if (ns_flag(argv[0]) == 0)
		options_wrong("'%s' is no type of namespace", argv[0]);
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
main(int argc, char *argv[])
{
	struct request request = parse_options(argc, argv);

	/* What follows the options is a command only with namespaces to join.
	 */
	if (request.target == 0 && request.nfiles == 0) {
		if (argc - optind == 4 && strcmp(argv[optind], "keep") == 0)
			return keep(argv + optind + 1);
		if (argc - optind == 2 && strcmp(argv[optind], "forget") == 0)
			return forget(argv[optind + 1]);
	}
	check(&request);

	char *const *command = command_or_shell(argv + optind);
	if (join(&request) & CLONE_NEWPID)
		return run_child(command);
	command_exec(command);
}
