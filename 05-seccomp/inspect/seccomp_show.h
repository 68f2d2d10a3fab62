/*
 * What the kernel says of a process's filters: proc(5), and ptrace(2).
 */
#ifndef SECCOMP_SHOW_H
#define SECCOMP_SHOW_H

#include "05-seccomp/inspect/bpf.h"

#include <stdbool.h>
#include <sys/types.h>

struct seccomp_status {
	int mode;    /* 0: none, 1: strict (read, write, exit), 2: filters */
	int filters; /* how many; -1: Linux before 5.9 does not say */
	bool no_new_privs;
};

/*
 * Reads what /proc/PID/status says, of this process with 0. Returns 0, or -1
 * with errno ENOENT (no such process) or ENOSYS (a kernel without seccomp).
 */
int seccomp_show_read(pid_t pid, struct seccomp_status *status);

/*
 * Fetches a filter of a process: 0 is the one loaded first (the manual page
 * has it the other way round). The process stands still meanwhile. Returns its
 * length, or -1 with errno: ENOENT (it has no more filters), EPERM (it is not
 * ours to trace), EACCES (without CAP_SYS_ADMIN, or with a filter on
 * ourselves), EINVAL (a kernel without CONFIG_CHECKPOINT_RESTORE), ESRCH.
 */
ssize_t seccomp_show_filter(
    pid_t pid, unsigned int index, struct sock_filter program[BPF_LENGTH_MAX]);

#endif
