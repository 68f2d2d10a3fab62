/*
 * Which system call killed a process? The kernel tells the parent of a process
 * that a filter has killed: SIGSYS, and nothing else. The number of the call is
 * in the audit log, which root may read, and in the registers of the dying
 * process: a tracer can stop each process at its end (PTRACE_EVENT_EXIT in
 * ptrace(2)), and read them. Unlike strace(1), this does not slow down a living
 * process.
 */
#ifndef SIGSYS_H
#define SIGSYS_H

#include <stdint.h>
#include <sys/types.h>

struct sigsys_death {
	pid_t pid;        /* of the thread */
	char program[32]; /* its name, as ps(1) has it */
	uint32_t
	    arch; /* AUDIT_ARCH_*, the convention of the call; 0: unknown */
	int call; /* its number there; -1: unknown */
	uint64_t args[6];
};

/*
 * Begins to trace a child, which waits until this has happened, and all that it
 * starts from then on. SUID bits and file capabilities of programs have no
 * effect under a tracer. Returns 0, or -1 with errno from ptrace(2): EPERM
 * if the child may not be traced.
 */
int sigsys_watch(pid_t child);

/*
 * Waits for the child like command_wait(), and calls tell for each process or
 * thread that a filter has killed, the child and all that it has started, at
 * its end. Returns the exit status to end with.
 */
int sigsys_wait(pid_t child, void (*tell)(const struct sigsys_death *death));

#endif
