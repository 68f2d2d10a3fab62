/*
 * fault PROCESS CALL NAME ERRNO|kill COMMAND…: runs the command, and lets the
 * CALLth system call of the PROCESSth process fail, if it has that name, or
 * kills the process there, whatever it calls: ptrace(2). Both count from 0,
 * processes in the order of their birth. Counted is what runs from the command's
 * own program file, in every process until it executes another one, and without
 * what the dynamic loader does. Exits as the command does; 99 where the call was
 * never made.
 *
 * fault -v COMMAND… lists them instead, on descriptor 3: PROCESS CALL NAME
 * ERRNO…, with those errors that the call may well come back with.
 */
#include <elf.h>
#include <err.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROCESSES 256

/* What each call can well fail with. What is not here succeeds, or is killed. */
#define CALL(name, ...)                                                        \
	{                                                                      \
		SYS_##name, #name,                                             \
		{                                                              \
			__VA_ARGS__                                            \
		}                                                              \
	}

static const struct {
	long number;
	const char *name;
	int errors[3];
} calls[] = {
	CALL(access, EACCES),
	CALL(bind, EADDRINUSE),
	CALL(bpf, EPERM),
	CALL(brk, ENOMEM),
	CALL(capset, EPERM),
	CALL(chdir, EACCES),
	CALL(chroot, EPERM),
	CALL(clone, EAGAIN),
	CALL(clone3, EAGAIN),
	CALL(connect, ECONNREFUSED),
	CALL(dup2, EMFILE),
	CALL(execve, EACCES, E2BIG),
	CALL(execveat, EACCES),
	CALL(faccessat2, EACCES),
	CALL(fchdir, EACCES),
	CALL(fchown, EPERM),
	CALL(fchownat, EPERM),
	CALL(fcntl, EMFILE),
	CALL(flock, ENOLCK),
	CALL(fsconfig, EINVAL),
	CALL(fsmount, EPERM),
	CALL(fsopen, EPERM),
	CALL(fstatfs, EIO),
	CALL(getcwd, ENOENT),
	CALL(getdents64, EIO),
	CALL(getrandom, EINTR),
	CALL(getxattr, ENOTSUP),
	CALL(ioctl, EIO),
	CALL(keyctl, EDQUOT),
	CALL(kill, ESRCH),
	CALL(listen, EADDRINUSE),
	CALL(memfd_create, EMFILE),
	CALL(mkdir, ENOSPC, EROFS),
	CALL(mkdirat, ENOSPC, EROFS),
	CALL(mknodat, ENOSPC, EPERM),
	CALL(mmap, ENOMEM),
	CALL(mount, EPERM, ENOMEM),
	CALL(mount_setattr, EINVAL),
	CALL(move_mount, EINVAL),
	CALL(open_tree, EPERM),
	CALL(openat, EACCES, EMFILE),
	CALL(openat2, EACCES, EAGAIN),
	CALL(pidfd_open, EMFILE),
	CALL(pipe2, EMFILE),
	CALL(pivot_root, EINVAL),
	CALL(prctl, EPERM),
	CALL(pread64, EIO),
	CALL(prlimit64, EPERM),
	CALL(pwrite64, ENOSPC),
	CALL(read, EIO),
	CALL(readlink, EACCES),
	CALL(recvmsg, ENOBUFS),
	CALL(rename, ENOSPC, EROFS),
	CALL(rmdir, EBUSY),
	CALL(rt_sigtimedwait, EINTR),
	CALL(seccomp, EINVAL),
	CALL(sendmsg, ENOBUFS),
	CALL(setgroups, EPERM),
	CALL(sethostname, EPERM),
	CALL(setns, EPERM),
	CALL(setresgid, EPERM),
	CALL(setresuid, EAGAIN),
	CALL(setsid, EPERM),
	CALL(setxattr, ENOSPC),
	CALL(socket, EMFILE),
	CALL(socketpair, EMFILE),
	CALL(statfs, EIO),
	CALL(symlinkat, ENOSPC),
	CALL(umount2, EBUSY),
	CALL(unlink, EROFS),
	CALL(unlinkat, EROFS),
	CALL(unshare, ENOSPC),
	CALL(write, ENOSPC),
};

static struct process {
	pid_t pid;
	long calls;
	bool started, failing;
} all[PROCESSES];
static int n;
static ino_t program;

static bool list, done;
static int at_process, number;
static long at_call, at_number = -1;

static struct process *
find(pid_t pid)
{
	for (int i = 0; i < n; i++)
		if (all[i].pid == pid)
			return &all[i];
	if (n == PROCESSES)
		errx(98, "too many processes");
	all[n] = (struct process){ .pid = pid, .started = n > 0 };
	return &all[n++];
}

/* The program that a process executes; its mount may be any. */
static ino_t
program_of(pid_t pid)
{
	char path[64];
	struct stat st;

	snprintf(path, sizeof(path), "/proc/%d/exe", (int)pid);
	return stat(path, &st) == 0 ? st.st_ino : 0;
}

/* Is the instruction in the loader? */
static bool
in_loader(pid_t pid, uint64_t at)
{
	char path[64], line[4096];
	bool found = false;

	snprintf(path, sizeof(path), "/proc/%d/maps", (int)pid);
	FILE *maps = fopen(path, "re");
	while (maps != NULL && fgets(line, sizeof(line), maps) != NULL) {
		unsigned long from, to;
		if (sscanf(line, "%lx-%lx", &from, &to) == 2 && at >= from &&
		    at < to)
			found = strstr(line, "/ld-") != NULL;
	}
	if (maps != NULL)
		fclose(maps);
	return found;
}

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
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
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
entered(struct process *p, const struct __ptrace_syscall_info *info)
{
	if (!p->started && in_loader(p->pid, info->instruction_pointer))
		return;
	p->started = true;
	if (list)
		show(p, info->entry.nr);
	if (!done && p - all == at_process && p->calls == at_call &&
	    (number == 0 || (long)info->entry.nr == at_number)) {
		done = true;
		if (number == 0)
			kill(p->pid, SIGKILL);
		else
			set_registers(p->pid, true);
		p->failing = number != 0;
	}
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

/* Returns the signal to be delivered, or -1: not ours any more. */
static int
handle(struct process *p, int status)
{
	int sig = WSTOPSIG(status), event = status >> 16;

	if (event == PTRACE_EVENT_EXEC && program_of(p->pid) != program) {
		ptrace(PTRACE_DETACH, p->pid, 0, 0);
		return -1;
	}
	if (event == PTRACE_EVENT_EXEC)
		p->started = false;
	if (sig == (SIGTRAP | 0x80))
		stopped(p);
	return event != 0 || sig == (SIGTRAP | 0x80) ? 0 : sig;
}

static pid_t
start(char *argv[])
{
	pid_t pid = fork();

	if (pid == 0) {
		close(3);
		raise(SIGSTOP);
		execvp(argv[0], argv);
		_exit(127);
	}
	waitpid(pid, NULL, WUNTRACED);
	if (ptrace(PTRACE_SEIZE, pid, 0,
		PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK |
		    PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE |
		    PTRACE_O_TRACEEXEC) == -1)
		err(98, "ptrace");
	/* Until it has executed the command, nothing counts. */
	kill(pid, SIGCONT);
	for (int status = 0; status >> 16 != PTRACE_EVENT_EXEC;) {
		ptrace(PTRACE_CONT, pid, 0, 0);
		if (waitpid(pid, &status, 0) == -1 || !WIFSTOPPED(status))
			errx(98, "%s: cannot be executed", argv[0]);
	}
	program = program_of(pid);
	find(pid);
	ptrace(PTRACE_SYSCALL, pid, 0, 0);
	return pid;
}

int
main(int argc, char *argv[])
{
	int status, result = -1;

	list = argc > 1 && strcmp(argv[1], "-v") == 0;
	argv += list ? 2 : 1;
	if (!list) {
		if (argc < 6)
			errx(98, "fault PROCESS CALL NAME ERRNO COMMAND...");
		at_process = atoi(argv[0]);
		at_call = atol(argv[1]);
		number = atoi(argv[3]); /* "kill": 0 */
		for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
			if (strcmp(calls[i].name, argv[2]) == 0)
				at_number = calls[i].number;
		argv += 4;
	} else {
		done = true;
	}
	pid_t first = start(argv), pid;

	/* Who outlives the first is let go with the end of this process. */
	while (result == -1 && (pid = waitpid(-1, &status, __WALL)) != -1) {
		if (!WIFSTOPPED(status)) {
			if (pid == first)
				result = WIFSIGNALED(status)
					     ? 128 + WTERMSIG(status)
					     : WEXITSTATUS(status);
			continue;
		}
		int sig = handle(find(pid), status);
		if (sig != -1)
			ptrace(PTRACE_SYSCALL, pid, 0, sig);
	}
	return done ? result : 99;
}
