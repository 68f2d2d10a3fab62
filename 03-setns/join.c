#include "03-setns/join.h"

#include "01-caps/caps.h"
#include "02-namespaces/ns.h"
#include "common/explain.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <poll.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Closes the descriptors that are open, keeping errno. */
static void
close_all(const int *fds, size_t n)
{
	int saved_errno = errno;

	for (size_t i = 0; i < n; i++)
		if (fds[i] != -1)
			close(fds[i]);
	errno = saved_errno;
}

/*
 * Opens /proc/PID. As long as the descriptor is open it means this process, and
 * no later one to which the number may go: then it leads nowhere.
 */
static int
open_process(pid_t pid)
{
	char path[32];

	snprintf(path, sizeof(path), "/proc/%d", pid);
	int fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (fd == -1 && errno == ENOENT)
		errno = ESRCH;
	return fd;
}

/* Returns those of the flags in which the process and we differ, or -1. */
static int
differing(int process, int flags)
{
	for (int i = 0; i < NS_TYPES; i++) {
		char path[32];
		struct stat ours, theirs;

		if (!(flags & ns_types[i].flag))
			continue;
		snprintf(
		    path, sizeof(path), "/proc/self/ns/%s", ns_types[i].file);
		if (stat(path, &ours) == -1) {
			if (errno != ENOENT)
				return -1;
			flags &= ~ns_types[i].flag; /* not in this kernel */
			continue;
		}
		snprintf(path, sizeof(path), "ns/%s", ns_types[i].file);
		if (fstatat(process, path, &theirs, 0) == -1) {
			if (errno == ENOENT)
				errno = ESRCH; /* a zombie is nowhere */
			return -1;
		}
		if (ours.st_ino == theirs.st_ino)
			flags &= ~ns_types[i].flag;
	}
	return flags;
}

int
join_differing(pid_t pid, int flags)
{
	int process = open_process(pid);

	if (process == -1)
		return -1;
	int result = differing(process, flags);
	close_all(&process, 1);
	return result;
}

/* Which process a pidfd is: the kernel says so in /proc/self/fdinfo. */
static pid_t
pid_of(int pidfd)
{
	char path[48], line[128];
	int pid = -1;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", pidfd);
	FILE *file = fopen(path, "re");
	while (file != NULL && fgets(line, sizeof(line), file) != NULL)
		if (sscanf(line, "Pid: %d", &pid) == 1)
			break;
	if (file != NULL)
		fclose(file);
	if (pid > 0)
		return pid;
	errno = ESRCH;
	return -1;
}

int
join_check(int pidfd)
{
	struct pollfd end = { .fd = pidfd, .events = POLLIN };

	int ended = poll(&end, 1, 0);
	if (ended == 1)
		errno = ESRCH;
	return ended == 0 ? 0 : -1;
}

int
join_process_differing(int pidfd, int flags)
{
	pid_t pid = pid_of(pidfd);
	int process = pid == -1 ? -1 : open_process(pid);

	if (process == -1)
		return -1;
	/* It lives: so this is its directory, and not that of a later one. */
	int result = join_check(pidfd) == -1 ? -1 : differing(process, flags);
	close_all(&process, 1);
	return result;
}

int
join_pidfd(pid_t pid, int flags)
{
	int pidfd = syscall(SYS_pidfd_open, pid, 0);
	if (pidfd == -1) {
		if (errno == EINVAL)
			errno = ESRCH; /* it is being reaped, at this moment */
		return -1;
	}
	int result = join_process(pidfd, flags);
	close_all(&pidfd, 1);
	return result;
}

int
join_process(int pidfd, int flags)
{
	/*
	 * To join one's own user namespace is an error, and to join another of
	 * one's own again may need a capability that we do not have.
	 */
	int result = join_process_differing(pidfd, flags);
	if (result > 0) {
		char text[160];

		/* In the kernel's order: user first, whoever we are. */
		explain("joins them all, or none", "setns(%d<...>, %s)", pidfd,
		    ns_flags_text(result, text, sizeof(text)));
		result = setns(pidfd, result);
	}
	return result;
}

/* Opens the file of each namespace to be joined; -1 stands for the others. */
static int
open_files(pid_t pid, int flags, int fds[NS_TYPES])
{
	int process = open_process(pid);

	if (process == -1)
		return -1;
	flags = differing(process, flags);
	for (int i = 0; flags != -1 && i < NS_TYPES; i++) {
		char path[32];

		if (!(flags & ns_types[i].flag))
			continue;
		snprintf(path, sizeof(path), "ns/%s", ns_types[i].file);
		fds[i] = openat(process, path, O_RDONLY | O_CLOEXEC);
		if (fds[i] == -1) {
			if (errno == ENOENT)
				errno = ESRCH;
			flags = -1;
		}
	}
	close_all(&process, 1);
	return flags == -1 ? -1 : 0;
}

/* Do we have CAP_SYS_ADMIN, and so in all user namespaces below ours? */
static bool
is_mighty(void)
{
	struct caps_sets ours;

	return caps_get(0, &ours) == 0 &&
	       ours.effective & CAPS_BIT(CAP_SYS_ADMIN);
}

/* What it is to join this one of several. */
static const char *
meaning(const struct ns_type *type, bool mighty)
{
	if (type->flag == CLONE_NEWPID)
		return "pid: for the next child";
	if (type->flag != CLONE_NEWUSER)
		return type->name;
	return mighty ? "user: our power outside ends here"
		      : "user: gives the right to join the others";
}

int
join_files(pid_t pid, int flags)
{
	int fds[NS_TYPES] = { -1, -1, -1, -1, -1, -1, -1, -1 };
	char text[160];

	/* All are opened before the first is joined: then /proc may be gone. */
	int result = open_files(pid, flags, fds);

	/*
	 * Each setns(2) needs CAP_SYS_ADMIN where the namespace belongs to. A
	 * normal user gets it by joining the user namespace, so that comes
	 * first. Whoever has it already gives up all that is outside by the
	 * same step, so for him it comes last.
	 */
	bool mighty = is_mighty();
	int first = mighty ? 1 : 0;
	for (int n = 0; result == 0 && n < NS_TYPES; n++) {
		int i = (first + n) % NS_TYPES;

		if (fds[i] == -1)
			continue;
		explain(meaning(&ns_types[i], mighty), "setns(%d<...>, %s)",
		    fds[i],
		    ns_flags_text(ns_types[i].flag, text, sizeof(text)));
		result = setns(fds[i], ns_types[i].flag);
	}
	close_all(fds, NS_TYPES);
	return result;
}

int
join_open(const char *path)
{
	explain_call("open(\"%s\", O_RDONLY|O_CLOEXEC)", path);
	return open(path, O_RDONLY | O_CLOEXEC);
}

int
join_file(int fd, int flag, const char *path)
{
	char text[160];

	explain(path, "setns(%d<...>, %s)", fd,
	    ns_flags_text(flag, text, sizeof(text)));
	if (setns(fd, flag) == -1)
		return -1;
	return close(fd);
}

int
join_become_root(void)
{
	if (getegid() != 0) {
		explain("root's group in there", "setresgid(0, 0, 0)");
		if (setresgid(0, 0, 0) == -1 && errno != EINVAL)
			return -1;
	}
	if (geteuid() != 0) {
		explain("root in there", "setresuid(0, 0, 0)");
		if (setresuid(0, 0, 0) == -1 && errno != EINVAL)
			return -1;
	}
	return 0;
}
