/*
 * "Which system call killed me?" The kernel tells the parent of a process
 * killed by a filter SIGSYS, and nothing else. The name is in the audit log,
 * for who may read it, and in the registers of the dying: a tracer can stop
 * each process just before it is gone (PTRACE_EVENT_EXIT in ptrace(2)), and
 * look. Other than with strace(1), a living process is not slowed down.
 */
#ifndef SIGSYS_H
#define SIGSYS_H

#include <stdint.h>
#include <sys/types.h>

struct sigsys_death {
	pid_t pid;        /* of the thread */
	char program[32]; /* its name, as ps(1) has it */
	uint32_t arch; /* AUDIT_ARCH_*: whose convention it used; 0: unknown */
	int call;      /* the number in it; -1: unknown */
	uint64_t args[6];
};

/*
 * Begins to trace a child that waits for this, and all that it is going to
 * start. A program that has the SUID bit or file capabilities runs without them
 * from now on. Returns 0, or -1 with errno from ptrace(2): EPERM where it may
 * not be traced.
 */
int sigsys_watch(pid_t child);

/*
 * Waits for the child like command_wait(), and calls tell for each process or
 * thread that a filter has killed, itself and those that it started, before it
 * is gone. Returns the exit status to end with.
 */
int sigsys_wait(pid_t child, void (*tell)(const struct sigsys_death *death));

#endif
