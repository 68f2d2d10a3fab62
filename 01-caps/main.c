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
#include "common/failure.h"
#include "common/options.h"
#include "common/output.h"

#include <err.h>
#include <errno.h>
#include <linux/capability.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct caps_user find_user(const char *text);
static uint64_t permitted_set(const struct caps_options *options, uid_t uid);
static _Noreturn void user_refused(const struct caps_options *options);
static void run_subcommand(int argc, char *argv[]);

static void
limit(const struct caps_options *options)
{
	struct caps_user user = find_user(options->user);
	uint64_t set = permitted_set(options, user.uid);

	/* The bounding set and the securebits first: both need CAP_SETPCAP. */
	if (!options->no_bounding &&
	    caps_drop_bounding(options->bounding) == -1)
		err(EXIT_OURS, "bounding set (needs CAP_SETPCAP: run as root)");
	if (options->lock && caps_lock() == -1)
		err(EXIT_OURS, "securebits (needs CAP_SETPCAP: run as root)");
	if (options->user != NULL && caps_set_user(&user) == -1)
		user_refused(options);

	/*
	 * At execve uid 0 gets all that the bounding set leaves, so it needs no
	 * ambient set. Any other user gets the ambient set and nothing more,
	 * and so does uid 0 where the securebits are locked.
	 */
	uint64_t ambient = user.uid == 0 && !caps_locked() ? 0 : set;
	if (caps_set(set, set, ambient) == -1)
		err(EXIT_OURS, "permitted, effective and inheritable set");
	if (caps_raise_ambient(ambient) == -1)
		err(EXIT_OURS, "ambient set%s",
		    errno == EPERM ? " (the securebits forbid it)" : "");

	if (options->no_new_privs && caps_no_new_privs() == -1)
		err(EXIT_OURS, "no_new_privs");
}

int
main(int argc, char *argv[])
{
	output_begin();
	struct caps_options options = caps_options_parse(argc, argv);

	run_subcommand(argc, argv);
	command_subcommands("show|can-ping");
	limit(&options);
	command_exec(command_or_shell(argv + optind));
}

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

/* The permitted set of the command, if it becomes a user with this uid. */
static uint64_t
permitted_set(const struct caps_options *options, uid_t uid)
{
	const struct caps_sets *current = &options->current;
	uint64_t missing =
	    options->keep & ~(current->permitted & current->bounding);
	char names[1024];

	if (missing != 0)
		errx(EXIT_OURS,
		    "cannot keep what this process does not have: %s",
		    caps_names(missing, names, sizeof(names)));
	if (uid == 0)
		return current->permitted & options->bounding;
	if (options->user != NULL)
		return options->keep;
	return (current->ambient | options->keep) & options->bounding;
}

/* Ends the program where the kernel refuses the user. */
static _Noreturn void
user_refused(const struct caps_options *options)
{
	const uint64_t needed = CAPS_BIT(CAP_SETUID) | CAPS_BIT(CAP_SETGID);
	const char *why = "needs CAP_SETUID, CAP_SETGID";

	if (errno == EINVAL)
		why = "the user namespace has no such user or group";
	else if ((options->current.effective & needed) == needed)
		why = "the user namespace or the securebits forbid it";
	err(EXIT_OURS, "become user '%s' (%s): %s", options->user, why,
	    failure_text());
}

/* "show" and "can-ping" are subcommands, unless they follow "--". */
static void
run_subcommand(int argc, char *argv[])
{
	const char *name = argv[optind];

	if (name == NULL || strcmp(argv[optind - 1], "--") == 0)
		return;
	bool show = strcmp(name, "show") == 0;
	if (!show && strcmp(name, "can-ping") != 0)
		return;
	if (optind != 1 || argc > 3)
		options_wrong("'%s' takes one argument and no options", name);
	if (!show)
		exit(caps_show_ping(argc == 3 ? argv[2] : "/bin/ping"));
	exit(caps_show(argc == 3 ? options_pid(argv[2]) : 0));
}
