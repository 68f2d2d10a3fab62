/*
 * caps: runs a command with fewer capabilities.
 *
 * limit() is the lesson: the order in which a process gives its power away.
 */
#include "01-caps/caps.h"
#include "01-caps/ping.h"
#include "01-caps/user.h"
#include "common/command.h"
#include "common/exits.h"
#include "common/options.h"
#include "common/parse.h"

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char help[] =
    "Usage: caps [options] [--] [command [argument...]]\n"
    "       caps show [PID]\n"
    "       caps ping [FILE]\n"
    "\n"
    "Runs a command (default: your shell) with fewer capabilities.\n"
    "\n"
    "  -d, --drop LIST      take these away\n"
    "  -k, --keep LIST      give back what an option before took away\n"
    "  -o, --only LIST      take all away but these\n"
    "      --docker         take all away but the 14 that Docker leaves\n"
    "  -u, --user USER[:GROUP]  become this user; what --keep, --only or\n"
    "                       --docker names is kept\n"
    "      --lock           let uid 0 regain nothing: lock the securebits\n"
    "  -n, --no-new-privs   let SUID bits and file capabilities add "
    "nothing\n" OPTIONS_HELP "\n"
    "caps show   the five sets of this or another process, by name\n"
    "caps ping   may this user ping, and why (FILE: a ping program)\n"
    "\n"
    "LIST is parted by commas: names with or without cap_, numbers, or all.\n";

struct request {
	uint64_t keep;  /* what the bounding set is limited to */
	uint64_t named; /* what was asked for by name, and not dropped since */
	const char *user;
	bool lock;
	bool no_new_privs;
};

enum { OPTION_DOCKER = OPTION_OWN, OPTION_LOCK };

static const struct option options[] = {
	{ "drop", required_argument, NULL, 'd' },
	{ "keep", required_argument, NULL, 'k' },
	{ "only", required_argument, NULL, 'o' },
	{ "docker", no_argument, NULL, OPTION_DOCKER },
	{ "user", required_argument, NULL, 'u' },
	{ "lock", no_argument, NULL, OPTION_LOCK },
	{ "no-new-privs", no_argument, NULL, 'n' },
	OPTIONS_COMMON,
	{ 0 },
};

static uint64_t
parse_list(const char *list)
{
	uint64_t set = 0;

	if (caps_parse(list, &set) == -1)
		options_wrong("'%s' is no list of capabilities", list);
	return set;
}

static struct request
parse_options(int argc, char *argv[])
{
	struct request request = { .keep = caps_all() };
	int option;

	while ((option = getopt_long(argc, argv, OPTIONS_SHORT "d:k:o:u:n",
		    options, NULL)) != -1) {
		uint64_t set = 0;

		switch (option) {
		case 'd':
			set = parse_list(optarg);
			request.keep &= ~set;
			request.named &= ~set;
			break;
		case 'k':
			set = parse_list(optarg);
			request.keep |= set;
			request.named |= set;
			break;
		case 'o':
			request.keep = request.named = parse_list(optarg);
			break;
		case OPTION_DOCKER:
			request.keep = request.named = CAPS_DOCKER;
			break;
		case 'u':
			request.user = optarg;
			break;
		case OPTION_LOCK:
			request.lock = true;
			break;
		case 'n':
			request.no_new_privs = true;
			break;
		default:
			options_common(option, argv, help);
		}
	}
	return request;
}

static void
limit(const struct request *request)
{
	struct caps_sets now;
	struct caps_user user = { .uid = geteuid() };

	if (request->user != NULL && user_find(request->user, &user) == -1)
		err(EXIT_OURS, "user '%s'", request->user);
	if (caps_get(0, &now) == -1)
		err(EXIT_OURS, "own capabilities");

	/* The bounding set and the securebits first: both need CAP_SETPCAP. */
	if (caps_limit(request->keep) == -1)
		err(EXIT_OURS, "bounding set (needs CAP_SETPCAP: try as root)");
	if (request->lock && caps_lock() == -1)
		err(EXIT_OURS, "securebits (needs CAP_SETPCAP: try as root)");
	if (request->user != NULL && caps_set_user(&user) == -1)
		err(EXIT_OURS, "become %s (needs CAP_SETUID: try as root)",
		    request->user);

	/*
	 * At execve root gets all that the bounding set leaves. Anybody else
	 * gets the ambient set, and so does root under --lock.
	 */
	uint64_t permitted = now.permitted & request->keep;
	uint64_t ambient = 0;
	if (user.uid != 0 || request->lock) {
		permitted &= request->named;
		ambient = permitted;
		if (request->named & ~ambient)
			errx(EXIT_OURS,
			    "cannot keep a capability that this process does "
			    "not have (see 'caps show')");
	}
	if (caps_set(permitted, permitted, ambient) == -1)
		err(EXIT_OURS, "permitted set");
	if (caps_raise(ambient) == -1)
		err(EXIT_OURS, "ambient set");

	if (request->no_new_privs && caps_no_new_privs() == -1)
		err(EXIT_OURS, "no_new_privs");
}

static int
show(const char *text)
{
	long long pid = 0;
	struct caps_sets sets;
	char names[1024];

	if (text != NULL && parse_number(text, 1, INT32_MAX, &pid) == -1)
		options_wrong("'%s' is no PID", text);
	if (caps_get(pid, &sets) == -1)
		err(EXIT_OURS, "process %s", text != NULL ? text : "self");

	const struct {
		const char *name;
		uint64_t set;
	} rows[] = {
		{ "bounding", sets.bounding },
		{ "permitted", sets.permitted },
		{ "effective", sets.effective },
		{ "inheritable", sets.inheritable },
		{ "ambient", sets.ambient },
	};
	for (int i = 0; i < 5; i++)
		printf("%-12s %2d  %s\n", rows[i].name,
		    __builtin_popcountll(rows[i].set),
		    caps_names(rows[i].set, names, sizeof(names)));
	return EXIT_SUCCESS;
}

static int
ping(const char *path)
{
	struct ping_reasons why;

	if (ping_find_reasons(path, &why) == -1)
		err(EXIT_OURS, "%s", path);
	printf("%s, run by uid %u:\n", path, geteuid());
	printf("%-4sSUID bit: the mode is %04o, the owner is uid %u\n",
	    why.suid ? "yes" : "no", why.mode, why.owner);
	printf("%-4sfile capability: %s\n", why.file_capability ? "yes" : "no",
	    why.file_text);
	printf("%-4s%s\n", why.capability ? "yes" : "no",
	    geteuid() == 0 ? "uid 0 with net_raw in the bounding set"
			   : "net_raw in the ambient set");
	printf("%-4snet.ipv4.ping_group_range: groups %u to %u%s\n",
	    why.group ? "yes" : "no", why.group_min, why.group_max,
	    why.group_min > why.group_max ? ", so nobody" : "");
	if (why.group && why.group_max > 0)
		puts("So this kernel lets the group ping without any "
		     "capability.");
	return why.suid || why.file_capability || why.capability || why.group
		   ? EXIT_SUCCESS
		   : EXIT_FAILURE;
}

int
main(int argc, char *argv[])
{
	struct request request = parse_options(argc, argv);

	if (optind == 1 && argc > 1 && argc <= 3) {
		if (strcmp(argv[1], "show") == 0)
			return show(argv[2]);
		if (strcmp(argv[1], "ping") == 0)
			return ping(argc == 3 ? argv[2] : "/bin/ping");
	}
	char *const *command = command_or_shell(argv + optind);
	limit(&request);
	command_exec(command);
}
