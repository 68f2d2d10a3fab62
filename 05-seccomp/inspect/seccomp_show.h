/* The filters of a process, as the kernel has them: proc(5), ptrace(2). */
#ifndef SECCOMP_SHOW_H
#define SECCOMP_SHOW_H

#include <linux/filter.h>
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
 * Reads a filter of a process: 0 is the one loaded first (the manual page says
 * the opposite). The process is stopped meanwhile. Returns the length in
 * instructions, or -1 with errno: ENOENT (the process has no more filters),
 * EPERM (we may not trace it), EACCES (without CAP_SYS_ADMIN, or with a filter
 * on ourselves), EINVAL (a kernel without CONFIG_CHECKPOINT_RESTORE), ESRCH.
 */
ssize_t seccomp_show_filter(
    pid_t pid, unsigned int index, struct sock_filter program[BPF_MAXINSNS]);

#endif
