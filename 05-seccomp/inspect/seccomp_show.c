#include "05-seccomp/inspect/seccomp_show.h"

#include "common/file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

/* Finds the number after "\nName:\t" in the file, or -1. */
static int
find_number(const char *status, const char *name)
{
	char key[64];

	snprintf(key, sizeof(key), "\n%s:\t", name);
	const char *found = strstr(status, key);
	return found != NULL ? atoi(found + strlen(key)) : -1;
}

int
seccomp_show_read(pid_t pid, struct seccomp_status *status)
{
	char path[64], text[8192];

	snprintf(
	    path, sizeof(path), "/proc/%d/status", pid != 0 ? pid : getpid());
	if (file_read(path, text, sizeof(text)) == -1)
		return -1;
	status->mode = find_number(text, "Seccomp");
	status->filters = find_number(text, "Seccomp_filters");
	status->no_new_privs = find_number(text, "NoNewPrivs") == 1;
	if (status->mode == -1) {
		errno = ENOSYS;
		return -1;
	}
	return 0;
}

ssize_t
seccomp_show_filter(
    pid_t pid, unsigned int index, struct sock_filter program[BPF_MAXINSNS])
{
	/* The kernel returns a filter of a stopped process only. */
	if (ptrace(PTRACE_SEIZE, pid, 0, 0) == -1)
		return -1;
	ssize_t length = -1;
	if (ptrace(PTRACE_INTERRUPT, pid, 0, 0) == 0 &&
	    waitpid(pid, NULL, __WALL) == pid)
		length = ptrace(PTRACE_SECCOMP_GET_FILTER, pid, index, program);

	int saved_errno = errno;
	ptrace(PTRACE_DETACH, pid, 0, 0);
	errno = saved_errno;
	return length;
}
