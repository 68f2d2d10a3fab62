#include "03-setns/cli/join_options.h"

#include "02-namespaces/ns.h"
#include "common/options.h"
#include "common/parse.h"

#include <stdint.h>
#include <stdio.h>
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

static const struct option options[] = {
	{ "target", required_argument, NULL, 't' },
	NS_OPTIONS,
	{ "all", no_argument, NULL, 'a' },
	{ "how", required_argument, NULL, OPTION_HOW },
	{ "file", required_argument, NULL, 'f' },
	OPTIONS_COMMON,
	{ 0 },
};

pid_t
request_pid(const char *text)
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

	if (request->nfiles == REQUEST_FILES)
		options_wrong("more than %d files", REQUEST_FILES);
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
		request->target = request_pid(optarg);
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

struct request
request_parse(int argc, char *argv[])
{
	struct request request = { 0 };
	int option;

	while ((option = getopt_long(argc, argv,
		    OPTIONS_SHORT NS_LETTERS "at:f:", options, NULL)) != -1) {
		int flag = ns_option_flag(option);

		if (flag != 0)
			request.flags |= flag;
		else
			set_option(&request, option, argv);
	}
	return request;
}

void
request_check(const struct request *request)
{
	if (request->target == 0 && request->nfiles == 0)
		options_wrong("whose namespaces? --target PID or --file");
	if (request->target != 0 && request->flags == 0)
		options_wrong("which namespaces? --all, or --pid --net ...");
	if (request->target == 0 && request->flags != 0)
		options_wrong("of which process? --target PID");
}
