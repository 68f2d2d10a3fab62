#include "03-setns/join.h"

#include "01-caps/caps.h"
#include "02-namespaces/ns.h"
#include "common/explain.h"
#include "common/failure.h"
#include "common/file.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static int open_files(pid_t pid, int flags, int fds[NS_TYPES]);
static bool has_sys_admin(void);
static const char *reason(const struct ns_type *type, bool privileged);

int
join_pid(pid_t pid, int flags)
{
	int pidfd = syscall(SYS_pidfd_open, pid, 0);
	if (pidfd == -1) {
		if (errno == EINVAL)
			errno = ESRCH; /* the process is being reaped */
		return failure_set("pidfd_open(%d)", (int)pid);
	}
	return file_close(pidfd, join_process(pidfd, flags));
}

int
join_process(int pidfd, int flags)
{
	/*
	 * Only namespaces in which this process is not: to join its own user
	 * namespace is an error, and its own of another type may need a
	 * capability that it does not have.
	 */
	int differing = join_process_differing(pidfd, flags);
	if (differing <= 0)
		return differing;

	/* The kernel has its own order: user first, also for root. */
	char text[160];
	explain("joins them all, or none", "setns(%d<...>, %s)", pidfd,
	    ns_flags_text(differing, text, sizeof(text)));
	if (setns(pidfd, differing) == -1)
		return failure_set(
		    "setns(%s)", ns_flags_text(differing, text, sizeof(text)));
	return 0;
}

int
join_open(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	return fd == -1 ? failure_set("open(\"%s\")", path) : fd;
}

int
join_file(int fd, int flag, const char *path)
{
	char text[160];

	explain(path, "setns(%d<...>, %s)", fd,
	    ns_flags_text(flag, text, sizeof(text)));
	if (setns(fd, flag) == -1)
		return failure_set("setns(\"%s\", %s)", path,
		    ns_flags_text(flag, text, sizeof(text)));
	return close(fd);
}

int
join_files(pid_t pid, int flags)
{
	int fds[NS_TYPES] = { -1, -1, -1, -1, -1, -1, -1, -1 };
	char text[160];

	/* All are opened before the first is joined: then /proc may be gone. */
	int result = open_files(pid, flags, fds);

	/*
	 * Each setns(2) needs CAP_SYS_ADMIN in the user namespace that owns the
	 * one to join. A normal user gets it by joining the user namespace, so
	 * that comes first. A process that has it loses it over everything
	 * outside by the same step, so there the user namespace comes last.
	 */
	bool privileged = has_sys_admin();
	int first = privileged ? 1 : 0;
	for (int n = 0; result == 0 && n < NS_TYPES; n++) {
		int i = (first + n) % NS_TYPES;

		if (fds[i] == -1)
			continue;
		explain(reason(&ns_types[i], privileged), "setns(%d<...>, %s)",
		    fds[i],
		    ns_flags_text(ns_types[i].flag, text, sizeof(text)));
		result = setns(fds[i], ns_types[i].flag);
		if (result == -1)
			failure_set("setns(%s)", ns_flags_text(ns_types[i].flag,
						     text, sizeof(text)));
	}
	for (int i = 0; i < NS_TYPES; i++)
		if (fds[i] != -1)
			file_close(fds[i], -1);
	return result;
}

/* Opens the file of each namespace to be joined; -1 stands for the others. */
static int
open_files(pid_t pid, int flags, int fds[NS_TYPES])
{
	int process = join_open_proc(pid);

	if (process == -1)
		return -1;
	flags = join_differing_at(process, flags);
	for (int i = 0; flags != -1 && i < NS_TYPES; i++) {
		char path[32];

		if (!(flags & ns_types[i].flag))
			continue;
		snprintf(path, sizeof(path), "ns/%s", ns_types[i].file);
		fds[i] = openat(process, path, O_RDONLY | O_CLOEXEC);
		if (fds[i] == -1) {
			if (errno == ENOENT)
				errno = ESRCH;
			flags = failure_set("open(\"/proc/.../%s\")", path);
		}
	}
	return file_close(process, flags == -1 ? -1 : 0);
}

/* CAP_SYS_ADMIN here counts in all user namespaces below, too. */
static bool
has_sys_admin(void)
{
	struct caps_sets ours;

	return caps_get(0, &ours) == 0 &&
	       ours.effective & CAPS_BIT(CAP_SYS_ADMIN);
}

/* What --explain says of joining this one of several. */
static const char *
reason(const struct ns_type *type, bool privileged)
{
	if (type->flag == CLONE_NEWPID)
		return "pid: for the next child";
	if (type->flag != CLONE_NEWUSER)
		return type->name;
	return privileged ? "user: our power outside ends here"
			  : "user: gives the right to join the others";
}

int
join_become_root(void)
{
	if (getegid() != 0) {
		explain(
		    "root's group in the user namespace", "setresgid(0, 0, 0)");
		if (setresgid(0, 0, 0) == -1 && errno != EINVAL)
			return failure_set("setresgid(0)");
	}
	if (geteuid() != 0) {
		explain("root in the user namespace", "setresuid(0, 0, 0)");
		if (setresuid(0, 0, 0) == -1 && errno != EINVAL)
			return failure_set("setresuid(0)");
	}
	return 0;
}
