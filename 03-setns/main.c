/*
 * setns: runs a command in the namespaces of a process, or of files.
 */
#include "03-setns/join.h"

#include "01-caps/caps.h"
#include "02-namespaces/ns.h"
#include "03-setns/cli/join_options.h"
#include "common/command.h"
#include "common/exits.h"
#include "common/explain.h"
#include "common/options.h"
#include "common/output.h"

#include <err.h>
#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <sched.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

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
	int joined = 0, fds[REQUEST_FILES];

	for (size_t i = 0; i < request->nfiles; i++) {
		const struct file *file = &request->files[i];

		fds[i] = join_open(file->path);
		if (fds[i] == -1)
			err(EXIT_OURS, "join %s", file->path);
		joined |= file->flag;
	}
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
		if (join_file(fds[i], request->files[i].flag,
			request->files[i].path) == -1)
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
		if (command_die_with_parent(0) == -1) /* out of its sight */
			err(EXIT_OURS, "prctl(PR_SET_PDEATHSIG)");
		sigprocmask(SIG_SETMASK, &signals, NULL);
		command_exec(command);
	}
	return command_wait(child);
}

static int
keep(char *argv[])
{
	pid_t pid = request_pid(argv[1]);

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
	output_begin();
	struct request request = request_parse(argc, argv);

	/* What follows the options is a command only with namespaces to join.
	 */
	if (request.target == 0 && request.nfiles == 0) {
		if (argc - optind == 4 && strcmp(argv[optind], "keep") == 0)
			return keep(argv + optind + 1);
		if (argc - optind == 2 && strcmp(argv[optind], "forget") == 0)
			return forget(argv[optind + 1]);
	}
	request_check(&request);

	char *const *command = command_or_shell(argv + optind);
	if (join(&request) & CLONE_NEWPID)
		return run_child(command);
	command_exec(command);
}
