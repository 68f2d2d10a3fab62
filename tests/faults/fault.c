/*
 * fault PROCESS CALL NAME ERRNO|kill COMMAND…: runs the command, and lets the
 * CALLth system call of the PROCESSth process fail, if it has that name, or
 * kills the process there, whatever it calls: ptrace(2). Both count from 0,
 * processes in the order of their birth. Counted is what runs from the
 * command's own program file, in every process until it executes another one,
 * and without what the dynamic loader does.
 *
 * fault 0 N malloc once|on COMMAND…: the Nth allocation fails, or all from the
 * Nth on, counted from 1: fault-malloc.c, whose library $FAULT_MALLOC names.
 *
 * fault -v COMMAND… and fault -m COMMAND… list these points instead, on
 * descriptor 3: PROCESS CALL NAME ERRNO…, with those errors that the call may
 * well come back with.
 *
 * Exits as the command does; 99 where the point was never reached, 98 where a
 * process of the command's crashed, 97 where it cannot be done, 124 where the
 * command took longer than ten seconds.
 */
#include "fault-calls.h"

#include <elf.h>
#include <err.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SECONDS = 12, CANNOT = 97, CRASHED = 98, MISSED = 99, HANGS = 124 };

#define PROCESSES 256

static struct process {
	pid_t pid;
	long calls;
	bool started, failing;
	uint64_t loader, loader_end;
} all[PROCESSES];
static int n;
static ino_t program;

static bool list, memory, done, crashed;
static int at_process, number;
static long at_call, at_number = -1;

static struct process *
find(pid_t pid)
{
	for (int i = 0; i < n; i++)
		if (all[i].pid == pid)
			return &all[i];
	if (n == PROCESSES)
		errx(CANNOT, "too many processes");
	all[n] = (struct process){ .pid = pid, .started = n > 0 };
	return &all[n++];
}

/*
 * The program that a process executes; its mount may be any. The executor,
 * which combined has in memory, is part of it.
 */
static ino_t
program_of(pid_t pid)
{
	char path[64], target[64] = "";
	struct stat st;

	snprintf(path, sizeof(path), "/proc/%d/exe", (int)pid);
	if (readlink(path, target, sizeof(target) - 1) > 0 &&
	    strncmp(target, "/memfd:combined", 15) == 0)
		return program;
	return stat(path, &st) == 0 ? st.st_ino : 0;
}

/* Where the loader is that the kernel has mapped beside the program. */
static void
find_loader(struct process *p)
{
	char path[64], line[4096];
	unsigned long from, to;

	p->started = false;
	p->loader = p->loader_end = 0;
	snprintf(path, sizeof(path), "/proc/%d/maps", (int)p->pid);
	FILE *maps = fopen(path, "re");
	while (maps != NULL && fgets(line, sizeof(line), maps) != NULL) {
		if (strstr(line, "/ld-") == NULL ||
		    sscanf(line, "%lx-%lx", &from, &to) != 2)
			continue;
		if (p->loader == 0)
			p->loader = from;
		p->loader_end = to;
	}
	if (maps != NULL)
		fclose(maps);
}

/* At the entry: no call is made. At the exit: what it is to come back with. */
static void
set_registers(pid_t pid, bool entry)
{
	struct user_regs_struct regs;
	struct iovec data = { &regs, sizeof(regs) };

	if (ptrace(PTRACE_GETREGSET, pid, NT_PRSTATUS, &data) == -1)
		return;
#ifdef __x86_64__
	if (entry)
		regs.orig_rax = -1;
	else
		regs.rax = -number;
#else
#error "not written for this processor"
#endif
	ptrace(PTRACE_SETREGSET, pid, NT_PRSTATUS, &data);
}

static void
show(const struct process *p, long call)
{
	dprintf(3, "%d %ld ", (int)(p - all), p->calls);
	for (size_t i = 0; i < NCALLS; i++) {
		if (calls[i].number != call)
			continue;
		dprintf(3, "%s", calls[i].name);
		for (int e = 0; e < 3 && calls[i].errors[e] != 0; e++)
			dprintf(3, " %d", calls[i].errors[e]);
		dprintf(3, "\n");
		return;
	}
	dprintf(3, "%ld\n", call);
}

static void
hit(struct process *p, long call)
{
	done = true;
	if (number == 0) {
		kill(p->pid, SIGKILL);
		return;
	}
	p->failing = true;
	if (call != SYS_close)
		set_registers(p->pid, true);
}

static void
entered(struct process *p, const struct __ptrace_syscall_info *info)
{
	if (!p->started && info->instruction_pointer >= p->loader &&
	    info->instruction_pointer < p->loader_end)
		return;
	p->started = true;
	if (list)
		show(p, info->entry.nr);
	if (!done && p - all == at_process && p->calls == at_call &&
	    (number == 0 || (long)info->entry.nr == at_number))
		hit(p, info->entry.nr);
	p->calls++;
}

static void
stopped(struct process *p)
{
	struct __ptrace_syscall_info info = { 0 };

	ptrace(PTRACE_GET_SYSCALL_INFO, p->pid, sizeof(info), &info);
	if (info.op == PTRACE_SYSCALL_INFO_ENTRY)
		entered(p, &info);
	if (info.op == PTRACE_SYSCALL_INFO_EXIT && p->failing) {
		p->failing = false;
		set_registers(p->pid, false);
	}
}

/* A stop at each system call costs: only where they are counted. */
static void
go_on(const struct process *p, int sig)
{
	bool counting = list || p->failing || (!done && p - all == at_process);

	ptrace(
	    counting && !memory ? PTRACE_SYSCALL : PTRACE_CONT, p->pid, 0, sig);
}

/* A child that is there so that a library may crash in it. */
static bool
is_sacrificed(pid_t pid)
{
	char path[64], name[32] = "";

	snprintf(path, sizeof(path), "/proc/%d/comm", pid);
	FILE *file = fopen(path, "r");
	if (file != NULL) {
		if (fgets(name, sizeof(name), file) == NULL)
			name[0] = '\0';
		fclose(file);
	}
	return strcmp(name, "libnftables\n") == 0;
}

static void
handle(struct process *p, int status)
{
	int sig = WSTOPSIG(status), event = status >> 16;
	unsigned long born;

	if (event == PTRACE_EVENT_EXEC && program_of(p->pid) != program) {
		ptrace(PTRACE_DETACH, p->pid, 0, 0);
		return;
	}
	if (event == PTRACE_EVENT_EXEC)
		find_loader(p);
	/* Numbered in the order in which they were born. */
	if ((event == PTRACE_EVENT_FORK || event == PTRACE_EVENT_VFORK ||
		event == PTRACE_EVENT_CLONE) &&
	    ptrace(PTRACE_GETEVENTMSG, p->pid, 0, &born) == 0)
		find(born);
	if (sig == (SIGTRAP | 0x80)) {
		stopped(p);
		sig = 0;
	}
	if (event != 0)
		sig = 0;
	if ((sig == SIGSEGV || sig == SIGBUS || sig == SIGABRT ||
		sig == SIGFPE) &&
	    !is_sacrificed(p->pid))
		crashed = true;
	go_on(p, sig);
}

static pid_t
start(char *argv[])
{
	pid_t pid = fork();

	if (pid == 0) {
		close(3);
		/* Each run as the one before. */
		personality(ADDR_NO_RANDOMIZE);
		raise(SIGSTOP);
		execvp(argv[0], argv);
		_exit(CANNOT);
	}
	waitpid(pid, NULL, WUNTRACED);
	if (ptrace(PTRACE_SEIZE, pid, 0,
		PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK |
		    PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE |
		    PTRACE_O_TRACEEXEC) == -1)
		err(CANNOT, "ptrace");
	/* Until it has executed the command, nothing counts. */
	kill(pid, SIGCONT);
	for (int status = 0; status >> 16 != PTRACE_EVENT_EXEC;) {
		ptrace(PTRACE_CONT, pid, 0, 0);
		if (waitpid(pid, &status, 0) == -1 || !WIFSTOPPED(status))
			errx(CANNOT, "%s: cannot be executed", argv[0]);
	}
	program = program_of(pid);
	find_loader(find(pid));
	go_on(find(pid), 0);
	return pid;
}

static void
too_long(int sig)
{
	(void)sig;
}

/* A process that outlives the first is let go with the end of this one. */
static int
wait_for(pid_t first)
{
	struct sigaction action = { .sa_handler = too_long };
	int status;
	pid_t pid;

	sigaction(SIGALRM, &action, NULL);
	alarm(SECONDS);
	while ((pid = waitpid(-1, &status, __WALL)) != -1) {
		if (WIFSTOPPED(status))
			handle(find(pid), status);
		else if (pid == first)
			return WIFSIGNALED(status) ? 128 + WTERMSIG(status)
						   : WEXITSTATUS(status);
	}
	for (int i = 0; i < n; i++)
		kill(all[i].pid, SIGKILL);
	return HANGS;
}

/* How far they have counted is in a file that they all share. */
static void
prepare_memory(void)
{
	const char *library = getenv("FAULT_MALLOC");
	char text[32];

	if (library == NULL)
		errx(CANNOT, "FAULT_MALLOC is not set");
	snprintf(text, sizeof(text), "%ld", at_call);
	setenv("LD_PRELOAD", library, 1);
	setenv("FAIL", text, 1);
	setenv(number == 1 ? "FAIL_ONCE" : "FAIL_ON", "", 1);
}

static void
finish_memory(void)
{
	long reached = 0;
	char path[4096];

	snprintf(path, sizeof(path), "%s.count", getenv("FAULT_MALLOC"));
	/* None where it has allocated nothing. */
	FILE *file = fopen(path, "r");
	if (file != NULL && fread(&reached, sizeof(reached), 1, file) != 1)
		err(CANNOT, "%s", path);
	if (file != NULL)
		fclose(file);
	unlink(path);
	done |= reached >= at_call;
	for (long i = 1; list && i <= reached; i++)
		dprintf(3, "0 %ld malloc once on\n", i);
}

int
main(int argc, char *argv[])
{
	list = argc > 1 && argv[1][0] == '-';
	argv += list ? 2 : 1;
	if (!list && argc < 6)
		errx(CANNOT, "fault PROCESS CALL NAME ERRNO COMMAND...");
	if (list) {
		done = true;
		memory = strcmp(argv[-1], "-m") == 0;
	} else {
		memory = strcmp(argv[2], "malloc") == 0;
		at_process = atoi(argv[0]);
		at_call = atol(argv[1]);
		number = strcmp(argv[3], "once") == 0 ? 1 : atoi(argv[3]);
		for (size_t i = 0; i < NCALLS; i++)
			if (strcmp(calls[i].name, argv[2]) == 0)
				at_number = calls[i].number;
		argv += 4;
	}
	if (memory)
		prepare_memory();
	int result = wait_for(start(argv));
	if (memory)
		finish_memory();
	if (crashed)
		return CRASHED;
	return done || result == HANGS ? result : MISSED;
}
