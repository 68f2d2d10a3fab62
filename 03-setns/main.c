/*
 * setns: runs a command in the namespaces of a process, or of files.
 */
#include "01-caps/caps.h"
#include "03-setns/cli/join_options.h"
#include "03-setns/join.h"
#include "common/command.h"
#include "common/exits.h"
#include "common/explain.h"
#include "common/output.h"

#include <err.h>
#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <sched.h>
#include <sys/prctl.h>
#include <unistd.h>

static int prepare(const struct join_options *options, int fds[JOIN_FILES]);
static void join_named(const struct join_options *options, int fds[JOIN_FILES]);
static _Noreturn void refused(pid_t target);
static int run_child(char *const command[]);

int
main(int argc, char *argv[])
{
	int fds[JOIN_FILES], result = 0;

	output_begin();
	struct join_options options = join_options_parse(argc, argv);

	/* With namespaces to join, any word is a command. */
	if (options.target == 0 && options.nfiles == 0) {
		int status = join_subcommand(argc - optind, argv + optind);
		if (status != -1)
			return status;
	}
	join_options_check(&options, argv[optind]);
	char *const *command = command_or_shell(argv + optind);

	int joined = prepare(&options, fds);
	join_named(&options, fds);
	if (options.target != 0)
		result = options.by_files
			     ? join_files(options.target, options.flags)
			     : join_pid(options.target, options.flags);
	if (result == -1)
		refused(options.target);

	/* At execve(2), any user but 0 loses the new capabilities. */
	if (joined & CLONE_NEWUSER && join_become_root() == -1)
		err(EXIT_OURS, "become root in the user namespace");

	/* No process changes its PID: the next child is in the namespace. */
	if (joined & CLONE_NEWPID)
		return run_child(command);
	command_exec(command);
}

/*
 * Supplementary groups go over into a user namespace as they are, and there
 * setgroups(2) may be denied: a process that can leave them does so before.
 */
static void
leave_groups(void)
{
	struct caps_sets ours;

	if (caps_get(0, &ours) == -1 ||
	    !(ours.effective & CAPS_BIT(CAP_SETGID)) || getgroups(0, NULL) == 0)
		return;
	explain("the user namespace must not inherit our groups",
	    "setgroups(0, NULL)");
	if (setgroups(0, NULL) == -1)
		err(EXIT_OURS, "leave the supplementary groups");
}

/*
 * Does what comes before the first setns(2): opens the files, because in
 * another mount namespace a path means another file, and closes this process to
 * those that are inside. Returns the flags of what is to be joined.
 */
static int
prepare(const struct join_options *options, int fds[JOIN_FILES])
{
	int joined = 0;

	for (size_t i = 0; i < options->nfiles; i++) {
		fds[i] = join_open(options->files[i].path);
		if (fds[i] == -1)
			err(EXIT_OURS, "join %s", options->files[i].path);
		joined |= options->files[i].flag;
	}
	if (options->target != 0) {
		int other = join_differing(options->target, options->flags);
		if (other == -1)
			refused(options->target);
		joined |= other;
	}

	/* Until execve(2), no process inside must trace this one. */
	explain("no process inside can trace us or reach our files",
	    "prctl(PR_SET_DUMPABLE, SUID_DUMP_DISABLE)");
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == -1)
		err(EXIT_OURS, "become undumpable");
	if (joined & CLONE_NEWUSER)
		leave_groups();
	return joined;
}

static void
join_named(const struct join_options *options, int fds[JOIN_FILES])
{
	for (size_t i = 0; i < options->nfiles; i++) {
		const struct named_namespace *named = &options->files[i];

		if (join_file(fds[i], named->flag, named->path) == -1)
			err(EXIT_OURS, "join %s", named->path);
	}
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
	else if (errno == ENOENT)
		why = " (nothing is mounted on /proc)";
	err(EXIT_OURS, "join namespaces of process %d%s", target, why);
}

/* The next child is the first process of ours in the PID namespace. */
static int
run_child(char *const command[])
{
	sigset_t signals;

	command_block_signals(&signals);
	pid_t child = fork();
	if (child == -1 && errno == ENOMEM)
		errx(EXIT_OURS, "the PID namespace is dead: its PID 1 is gone");
	if (child == -1)
		err(EXIT_OURS, "fork");
	if (child == 0) {
		/* The parent is outside of the child's PID namespace: 0. */
		if (command_die_with_parent(0) == -1)
			err(EXIT_OURS, "prctl(PR_SET_PDEATHSIG)");
		sigprocmask(SIG_SETMASK, &signals, NULL);
		command_exec(command);
	}
	return command_wait(child);
}
