/*
 * caps: runs a command with fewer capabilities.
 *
 * limit() is the lesson: the order in which a process gives its power away.
 */
#include "01-caps/caps.h"
#include "01-caps/cli/caps_options.h"
#include "01-caps/cli/caps_show.h"
#include "01-caps/user.h"
#include "common/command.h"
#include "common/exits.h"
#include "common/explain.h"
#include "common/options.h"
#include "common/output.h"
#include "common/parse.h"

#include <err.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct caps_user
find_user(const char *text)
{
	struct caps_user user = { .uid = geteuid() };

	if (text == NULL || user_find(text, &user) == 0)
		return user;
	if (errno == ENOENT)
		errx(EXIT_OURS,
		    "'%s': no such user or group in /etc/passwd, /etc/group",
		    text);
	err(EXIT_OURS, "user '%s'", text);
}

/* What the command is to have, if it becomes a user with this uid. */
static uint64_t
settle(const struct request *request, uid_t uid)
{
	const struct caps_sets *now = &request->now;
	uint64_t missing = request->kept & ~(now->permitted & now->bounding);
	char names[1024];

	if (missing != 0)
		errx(EXIT_OURS,
		    "cannot keep what this process does not have: %s",
		    caps_names(missing, names, sizeof(names)));
	if (uid == 0)
		return now->permitted & request->left;
	if (request->user != NULL)
		return request->kept;
	return (now->ambient | request->kept) & request->left;
}

static void
limit(const struct request *request)
{
	struct caps_user user = find_user(request->user);
	uint64_t set = settle(request, user.uid);

	/* The bounding set and the securebits first: both need CAP_SETPCAP. */
	if (!request->no_bounding && caps_limit(request->left) == -1)
		err(EXIT_OURS, "bounding set (needs CAP_SETPCAP: run as root)");
	if (request->lock && caps_lock() == -1)
		err(EXIT_OURS, "securebits (needs CAP_SETPCAP: run as root)");
	if (request->user != NULL && caps_set_user(&user) == -1)
		err(EXIT_OURS,
		    "become user '%s' (needs CAP_SETUID, CAP_SETGID): %s",
		    request->user, explain_last());

	/*
	 * At execve uid 0 gets all that the bounding set leaves, so that it
	 * needs no ambient set. Anybody else gets the ambient set and nothing
	 * more, and so does uid 0 where the securebits are locked.
	 */
	uint64_t ambient = user.uid == 0 && !caps_locked() ? 0 : set;
	if (caps_set(set, set, ambient) == -1)
		err(EXIT_OURS, "permitted, effective and inheritable set");
	if (caps_raise(ambient) == -1)
		err(EXIT_OURS, "ambient set");

	if (request->no_new_privs && caps_no_new_privs() == -1)
		err(EXIT_OURS, "no_new_privs");
}

/* "show" and "can-ping" are ours, unless they stand behind "--". */
static void
run_subcommand(int argc, char *argv[])
{
	const char *name = argv[optind];
	long long pid = 0;

	if (name == NULL || strcmp(argv[optind - 1], "--") == 0)
		return;
	bool show = strcmp(name, "show") == 0;
	if (!show && strcmp(name, "can-ping") != 0)
		return;
	if (optind != 1 || argc > 3)
		options_wrong("'%s' takes one argument and no options", name);
	if (!show)
		exit(caps_show_ping(argc == 3 ? argv[2] : "/bin/ping"));
	if (argc == 3 && parse_number(argv[2], 1, INT32_MAX, &pid) == -1)
		options_wrong("'%s' is no PID", argv[2]);
	exit(caps_show(pid));
}

int
main(int argc, char *argv[])
{
	output_begin();
	struct request request = caps_request(argc, argv);

	run_subcommand(argc, argv);
	limit(&request);
	command_exec(command_or_shell(argv + optind));
}
