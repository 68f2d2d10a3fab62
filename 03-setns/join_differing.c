/* Which namespaces of a process are not this process's own. */
#include "02-namespaces/ns.h"
#include "03-setns/join.h"
#include "common/failure.h"
#include "common/file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static pid_t pid_of(int pidfd);

int
join_process_differing(int pidfd, int flags)
{
	pid_t pid = pid_of(pidfd);
	int process = pid == -1 ? -1 : join_open_proc(pid);

	if (process == -1)
		return -1;
	/* The process has not ended: this is its directory, not another's. */
	int result =
	    join_check(pidfd) == -1 ? -1 : join_differing_at(process, flags);
	return file_close(process, result);
}

/*
 * Opens /proc/PID. The descriptor means this process, and never a later one
 * with the same PID: when this process is gone, it leads nowhere.
 */
int
join_open_proc(pid_t pid)
{
	char path[32];

	snprintf(path, sizeof(path), "/proc/%d", pid);
	int fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (fd == -1 && errno == ENOENT)
		file_no_process();
	return fd == -1 ? failure_set("open(\"%s\")", path) : fd;
}

/*
 * Returns those of the flags for which the process of this /proc/PID is in
 * another namespace than this process, or -1.
 */
int
join_differing_at(int process, int flags)
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
				return failure_set("stat(\"%s\")", path);
			flags &= ~ns_types[i].flag; /* not in this kernel */
			continue;
		}
		snprintf(path, sizeof(path), "ns/%s", ns_types[i].file);
		if (fstatat(process, path, &theirs, 0) == -1) {
			if (errno == ENOENT)
				errno = ESRCH; /* a zombie is in none */
			return failure_set("stat(\"/proc/.../%s\")", path);
		}
		if (ours.st_ino == theirs.st_ino)
			flags &= ~ns_types[i].flag;
	}
	return flags;
}

int
join_differing(pid_t pid, int flags)
{
	int process = join_open_proc(pid);

	if (process == -1)
		return -1;
	return file_close(process, join_differing_at(process, flags));
}

/* The PID of a pidfd, from /proc/self/fdinfo: pidfd_open(2). */
static pid_t
pid_of(int pidfd)
{
	char path[48], line[128];
	int pid = -1;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", pidfd);
	FILE *file = fopen(path, "re");
	if (file == NULL)
		return failure_set("open(\"%s\")", path);
	while (fgets(line, sizeof(line), file) != NULL)
		if (sscanf(line, "Pid: %d", &pid) == 1)
			break;
	fclose(file);
	if (pid > 0)
		return pid;
	errno = ESRCH;
	return failure_set("read(\"%s\")", path);
}

int
join_check(int pidfd)
{
	struct pollfd end = { .fd = pidfd, .events = POLLIN };

	int ended = poll(&end, 1, 0);
	if (ended == 1)
		errno = ESRCH;
	return ended == 0 ? 0 : failure_set("the process of a pidfd");
}
