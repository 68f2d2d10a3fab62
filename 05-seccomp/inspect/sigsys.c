#include "05-seccomp/inspect/sigsys.h"

#include "common/command.h"
#include "common/exits.h"
#include "common/file.h"

#include <elf.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

int
sigsys_watch(pid_t child)
{
	return ptrace(PTRACE_SEIZE, child, 0,
	    PTRACE_O_TRACEEXIT | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
		PTRACE_O_TRACECLONE);
}

#if defined(__x86_64__)
#define RESULT regs.rax
#elif defined(__i386__)
#define RESULT regs.eax
#endif

/*
 * When a filter kills a process, all of its threads die by SIGSYS: which of
 * them made the call? The thread whose registers show a call about to be made.
 * The others were interrupted in a call (the register for the result says so),
 * or outside of any. Adds the call's number where /proc/PID/syscall no longer
 * has it: on arm64, the kernel forgets it on the way to the signal.
 */
static bool
made_the_call(struct sigsys_death *death)
{
#if defined(__x86_64__) || defined(__i386__)
	if (death->call == -1)
		return false;
	long result = ptrace(
	    PTRACE_PEEKUSER, death->pid, offsetof(struct user, RESULT), 0);
	/* The number, put back for the signal, or ENOSYS, not yet replaced. */
	return result == death->call || (int)result == -ENOSYS;
#elif defined(__aarch64__)
	struct user_regs_struct regs = { 0 };
	struct iovec vector = { &regs, sizeof(regs) };
	long restart[] = { -512, -513, -514, -516 }; /* ERESTARTSYS … */

	if (ptrace(PTRACE_GETREGSET, death->pid, NT_PRSTATUS, &vector) == -1)
		return false;
	for (size_t i = 0; i < sizeof(restart) / sizeof(restart[0]); i++)
		if ((long)regs.regs[0] == restart[i])
			return false;
	if (death->call == -1)
		death->call = regs.regs[8];
	for (int i = 0; i < 6; i++)
		death->args[i] = regs.regs[i];
	return true;
#else
	return death->call != -1;
#endif
}

/* Reads the call from "NUMBER 0xARGUMENT … 0xSTACK 0xPROGRAM": proc(5). */
static void
read_call(struct sigsys_death *death)
{
	char path[64], text[256];
	unsigned long long args[6] = { 0 };

	snprintf(path, sizeof(path), "/proc/%d/syscall", death->pid);
	if (file_read(path, text, sizeof(text)) == -1)
		return;
	if (sscanf(text, "%d %llx %llx %llx %llx %llx %llx", &death->call,
		&args[0], &args[1], &args[2], &args[3], &args[4],
		&args[5]) != 7)
		death->call = -1;
	for (int i = 0; i < 6; i++)
		death->args[i] = args[i];
}

/* A thread is at its end: did a filter kill it, for a call of its own? */
static bool
examine(pid_t pid, struct sigsys_death *death)
{
	struct __ptrace_syscall_info info = { 0 };
	unsigned long status = 0;
	char path[64];

	*death = (struct sigsys_death){ .pid = pid, .call = -1 };
	ptrace(PTRACE_GETEVENTMSG, pid, 0, &status);
	if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGSYS)
		return false;
	if (ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof(info), &info) > 0)
		death->arch = info.arch;
	read_call(death);
	if (!made_the_call(death))
		return false;
	snprintf(path, sizeof(path), "/proc/%d/comm", pid);
	if (file_read(path, death->program, sizeof(death->program)) == -1)
		snprintf(death->program, sizeof(death->program), "?");
	return true;
}

/* The child was stopped: stops this process, and continues both together. */
static void
stop_with(pid_t child)
{
	kill(getpid(), SIGSTOP);
	kill(child, SIGCONT);
}

/* A traced thread has stopped: finds the reason, and continues the thread. */
static void
handle_stop(pid_t pid, int status, pid_t child,
    void (*tell)(const struct sigsys_death *death))
{
	int sig = WSTOPSIG(status), event = status >> 16;
	struct sigsys_death death;

	if (event == PTRACE_EVENT_EXIT && examine(pid, &death))
		tell(&death);
	if (event == PTRACE_EVENT_STOP && sig != SIGTRAP) {
		/* Ctrl-Z and the like: the thread has to stay stopped. */
		ptrace(PTRACE_LISTEN, pid, 0, 0);
		if (pid == child)
			stop_with(child);
		return;
	}
	ptrace(PTRACE_CONT, pid, 0, event == 0 ? sig : 0);
}

int
sigsys_wait(pid_t child, void (*tell)(const struct sigsys_death *death))
{
	sigset_t all;

	sigfillset(&all);
	for (;;) {
		siginfo_t info;
		int sig = sigwaitinfo(&all, &info);
		int status;
		pid_t pid;

		if (sig != -1 && sig != SIGCHLD) {
			if (!command_is_of_terminal(sig, info.si_code))
				kill(child, sig);
			continue;
		}
		while ((pid = waitpid(-1, &status, WNOHANG | __WALL)) > 0) {
			if (WIFSTOPPED(status))
				handle_stop(pid, status, child, tell);
			else if (pid == child && WIFSIGNALED(status))
				return EXIT_SIGNAL(WTERMSIG(status));
			else if (pid == child)
				return WEXITSTATUS(status);
		}
		if (pid == -1)
			return EXIT_OURS;
	}
}
