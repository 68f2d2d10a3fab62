/*
 * The last program before the command, and all that a container ever sees of
 * us.
 *
 * A container can execute /proc/self/exe, or open /proc/1/exe: so the program
 * that executes the command must not be the host's file. It is this one, a few
 * kilobytes without any library, in a new file in memory for each process that
 * is started: see handover.c, and README.md on why. What is left to be done is
 * little, and needs nothing that is the host's. Read executor_main(), the last
 * function, as a list. (At the beginning, gcc's analyzer would take each offset of
 * the plan for one that may be 0.)
 */
#include "07-combined/engine/executor.h"

#include "07-combined/engine/channel.h"
#include "07-combined/engine/executor_calls.h"
#include "common/exits.h"

#include <asm/ioctls.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/close_range.h>
#include <linux/filter.h>
#include <linux/magic.h>
#include <linux/mount.h>
#include <linux/openat2.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h> /* EXIT_SUCCESS */
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/vfs.h>
#include <sys/wait.h>

/* Where there are two, the older one takes a structure. */
#ifdef __NR_mmap2
#undef __NR_mmap
#define __NR_mmap __NR_mmap2
#endif

static struct executor_plan *plan;
static long plan_size;
static int channel;

/* The compiler calls these for what it does not do in place. */
void *memset(void *to, int byte, size_t size);
void *memcpy(void *to, const void *from, size_t size);

void *
memset(void *to, int byte, size_t size)
{
	for (volatile char *p = to; size > 0; size--)
		*p++ = byte;
	return to;
}

void *
memcpy(void *to, const void *from, size_t size)
{
	const char *f = from;

	for (volatile char *p = to; size > 0; size--)
		*p++ = *f++;
	return to;
}

static size_t
length(const char *text)
{
	size_t n = 0;

	while (text[n] != '\0')
		n++;
	return n;
}

/* A text that grows, as far as there is room. */
struct text {
	char *to;
	size_t used, size;
};

static void
append(struct text *text, const char *more)
{
	for (; *more != '\0' && text->used + 1 < text->size; more++)
		text->to[text->used++] = *more;
	text->to[text->used] = '\0';
}

static void
append_number(struct text *text, int number)
{
	char digits[12];
	int i = sizeof(digits);

	digits[--i] = '\0';
	do
		digits[--i] = '0' + number % 10;
	while ((number /= 10) > 0);
	append(text, digits + i);
}

/* An address may be a negative number, too. */
static bool
is_error(unsigned long result)
{
	return result > -4096UL;
}

static void *
at(uintptr_t offset)
{
	return offset != 0 ? (char *)plan + offset : NULL;
}

static _Noreturn void
end(int status)
{
	for (;;)
		CALL(exit_group, status);
}

static void
say(enum channel_kind kind, int error, int status, const char *what,
    const char *more, const char *rest)
{
	struct channel_message message = {
		.kind = kind, .error = error, .status = status
	};
	struct text text = { message.text, 0, sizeof(message.text) };

	append(&text, what);
	append(&text, more);
	append(&text, rest);
	/* Without the message, the parent would wait for ever. */
	if (CALL(write, channel, &message, sizeof(message)) < 0)
		end(EXIT_OURS);
}

static _Noreturn void
fail(const char *what, long result)
{
	say(CHANNEL_FAILED, -result, EXIT_OURS, what, "", "");
	end(EXIT_OURS);
}

/* Says what was called where the result is an error, and ends. */
static long
must(const char *what, long result)
{
	if (result < 0)
		fail(what, result);
	return result;
}

/* For the Enter of --step. */
static void
wait_for_enter(void)
{
	char c = 0;

	while (CALL(read, plan->narration, &c, 1) == 1 && c != '\n')
		;
}

/* Steps of one phase have one heading, which comes with the first of them. */
static void
narrate_heading(uintptr_t heading)
{
	static uintptr_t shown;
	const char *text = at(heading);

	if (text == NULL || heading == shown)
		return;
	shown = heading;
	CALL(write, plan->narration, text, length(text));
	if (plan->phase)
		wait_for_enter();
}

/* --explain and --step, as common/explain.c. */
static void
narrate(enum executor_step step)
{
	char room[2048];
	struct text text = { room, 0, sizeof(room) };

	if (plan->lines_at[step] == 0 || plan->narration == -1)
		return;
	narrate_heading(plan->headings_at[step]);
	append(&text, "[");
	append_number(&text, CALL(getpid));
	append(&text, "] ");
	append(&text, at(plan->lines_at[step]));
	CALL(write, plan->narration, room, text.used);
	if (plan->step)
		wait_for_enter();
}

/*
 * The command would inherit the signals that our caller ignores: execve(2). A C
 * library keeps two signals for itself; here all 64 are reset.
 */
static void
ignore_nothing(void)
{
	struct {
		void *handler;
		unsigned long flags;
		void *restorer;
		uint64_t mask;
	} usual = { 0 };

	for (int sig = 1; sig <= 64; sig++)
		CALL(rt_sigaction, sig, &usual, NULL, 8);
}

/* Neither the command nor a hook inherits our descriptors. */
static void
keep_to_ourselves(void)
{
	const int ours[] = { plan->channel, plan->start_socket,
		plan->streams[0], plan->streams[1], plan->streams[2],
		plan->narration, plan->agent, plan->hook_input,
		plan->pid_namespace };

	for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
		if (ours[i] > 2)
			must("fcntl(F_SETFD, FD_CLOEXEC)",
			    CALL(fcntl, ours[i], F_SETFD, FD_CLOEXEC));
}

static void
read_plan(const char *number)
{
	int fd = 0;

	for (; *number != '\0'; number++)
		fd = 10 * fd + *number - '0';
	/* Private: no other process sees what we change in it. */
	plan_size = CALL(lseek, fd, 0, SEEK_END);
	long address = CALL(
	    mmap, NULL, plan_size, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	if (is_error(address))
		end(EXIT_OURS); /* and the parent sees that nothing comes */
	CALL(close, fd);
	plan = (void *)address;
	channel = plan->channel;
}

static void
set_streams(void)
{
	for (int i = 0; i < 3; i++)
		if (plan->streams[i] != -1)
			must("dup3", CALL(dup3, plan->streams[i], i, 0));
}

/*
 * A change of credentials makes the kernel forget the signal, so this comes
 * after the last change. If the parent died before, its message to go on never
 * comes.
 */
static void
die_with_parent(void)
{
	if (!plan->detached)
		must("prctl(PR_SET_PDEATHSIG)",
		    CALL(prctl, PR_SET_PDEATHSIG, SIGKILL));
}

/* What is at /proc is the container's: see common/file.c. */
static long
open_attribute(const char *what, const char *path)
{
	struct open_how how = { .flags = O_WRONLY | O_CLOEXEC,
		.resolve = RESOLVE_NO_XDEV | RESOLVE_NO_MAGICLINKS };
	long proc = must(what,
	    CALL(openat, AT_FDCWD, "/proc", O_PATH | O_DIRECTORY | O_CLOEXEC));
	/* On 32 bits: the kernel compares the structure's size with its own. */
#ifdef __NR_fstatfs64
	struct statfs64 fs = { 0 };
	must(what, CALL(fstatfs64, proc, sizeof(fs), &fs));
#else
	struct statfs fs = { 0 };
	must(what, CALL(fstatfs, proc, &fs));
#endif
	if (fs.f_type != PROC_SUPER_MAGIC)
		fail(what, -EXDEV);
	long fd = must(what, CALL(openat2, proc, path, &how, sizeof(how)));
	CALL(close, proc);
	return fd;
}

static long init_attribute;

/*
 * The kernel accepts a change at the next execve(2) only from the process that
 * executes. An init executes nothing itself, and enters the profile before its
 * child begins: enter_profile(). Here it opens the file: a filter may forbid
 * that.
 */
static void
change_profile_on_exec(void)
{
	static const char what[] = "write(/proc/self/attr/apparmor/exec, ...)";
	const char *text = at(plan->profile_at);

	if (text == NULL)
		return;
	if (plan->init) {
		init_attribute =
		    open_attribute("open(/proc/self/attr/apparmor/current)",
			"self/attr/apparmor/current");
		return;
	}
	long fd = open_attribute(what, "self/attr/apparmor/exec");
	narrate(EXECUTOR_PROFILE);
	must(what, CALL(write, fd, text, length(text)));
	CALL(close, fd);
}

/*
 * SELinux takes the label for the next execve(2) of this process or of a child
 * that it has until then. That execve fails where the policy does not allow the
 * change, or this program to begin with it.
 */
static void
change_label_on_exec(void)
{
	static const char what[] = "write(/proc/self/attr/exec, ...)";
	const char *text = at(plan->label_at);

	if (text == NULL)
		return;
	long fd = open_attribute(what, "self/attr/exec");
	narrate(EXECUTOR_LABEL);
	must(what, CALL(write, fd, text, length(text)));
	CALL(close, fd);
}

/*
 * The init enters the profile, too: a container's profile allows signals only
 * between its own processes, and the command may signal the init.
 */
static void
enter_profile(void)
{
	const char *text = at(plan->profile_at);

	if (text == NULL)
		return;
	narrate(EXECUTOR_INIT_PROFILE);
	must("write(/proc/self/attr/apparmor/current, ...)",
	    CALL(write, init_attribute, text, length(text)));
	CALL(close, init_attribute);
}

/*
 * The agent's listener. As soon as the filter is loaded, a call of this process
 * may have to wait for the agent, which does not have the listener yet. So a
 * helper without the filter, which shares our descriptors, takes the listener,
 * and closes it and the connection for us: our child in another PID namespace,
 * where other processes may look into it, has neither. A child of the helper
 * sends the listener to the agent.
 */
static struct {
	volatile int listener; /* and 1; -errno: there is none; 0: not yet */
	volatile int closed;   /* 1: we no longer have either */
	volatile int pid;      /* the filter's process; 0: not yet */
} * shared;
static long sender;

static void
nap(void)
{
	struct timespec millisecond = { .tv_nsec = 1000000 };

	CALL(ppoll, NULL, 0, &millisecond, NULL, 0);
}

/* The call that waits at the listener may be the one that tells the PID. */
static int
wait_for_pid(int listener)
{
	struct pollfd call = { .fd = listener, .events = POLLIN };
	struct timespec millisecond = { .tv_nsec = 1000000 };

	while (shared->pid == 0 &&
	       CALL(ppoll, &call, 1, &millisecond, NULL, 0) == 0)
		;
	return shared->pid != 0 ? shared->pid : plan->pid;
}

static long
send_with(int socket, const void *bytes, size_t size, int fd)
{
	union {
		char buffer[CMSG_SPACE(sizeof(int))];
		struct cmsghdr align;
	} control = { 0 };
	struct iovec data = { (void *)bytes, size };
	struct msghdr header = { .msg_iov = &data,
		.msg_iovlen = 1,
		.msg_control = control.buffer,
		.msg_controllen = sizeof(control.buffer) };

	control.align.cmsg_level = SOL_SOCKET;
	control.align.cmsg_type = SCM_RIGHTS;
	control.align.cmsg_len = CMSG_LEN(sizeof(fd));
	memcpy(control.buffer + CMSG_LEN(0), &fd, sizeof(fd));
	return CALL(sendmsg, socket, &header, MSG_NOSIGNAL);
}

/* JSON has a number wherever it has spaces in front of it. */
static void
write_pid(char *to, int pid)
{
	for (int i = sizeof(EXECUTOR_PID_TEXT) - 2; i >= 0; i--, pid /= 10)
		to[i] = pid > 0 ? '0' + pid % 10 : ' ';
}

static _Noreturn void
send_listener(int listener)
{
	char *message = at(plan->message_at);

	CALL(prctl, PR_SET_PDEATHSIG, SIGKILL);
	if (message == NULL)
		end(EINVAL);
	int pid = wait_for_pid(listener);
	for (int i = 0; i < 2; i++)
		if (plan->pids_at[i] != 0)
			write_pid(at(plan->pids_at[i]), pid);
	long result =
	    send_with(plan->agent, message, length(message), listener);
	/* The connection ends with this process, as the agent expects. */
	end(result < 0 ? -result : EXIT_SUCCESS);
}

static _Noreturn void
take_listener(void)
{
	int status = 0;

	CALL(prctl, PR_SET_PDEATHSIG, SIGKILL);
	while (shared->listener == 0)
		nap();
	int listener = shared->listener - 1;
	if (listener < 0)
		end(EXIT_SUCCESS);
	/* The child has descriptors of its own. */
	long pid = CALL(clone, SIGCHLD);
	if (pid == 0)
		send_listener(listener);
	CALL(close, plan->agent);
	CALL(close, listener);
	shared->closed = 1;
	if (pid < 0 || CALL(wait4, pid, &status, 0, NULL) != pid)
		end(pid < 0 ? -pid : ECHILD);
	end(WIFEXITED(status) ? WEXITSTATUS(status) : ECANCELED);
}

static void
prepare_to_send(void)
{
	long page = CALL(mmap, NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (is_error(page))
		fail("mmap", page);
	shared = (void *)page;
	sender = must("clone", CALL(clone, CLONE_FILES | SIGCHLD));
	if (sender == 0)
		take_listener();
}

/* The filter may answer wait4(2): then the result is not that of the kernel. */
static void
await_sender(int pid)
{
	int status = 0;

	if (plan->filter_at == 0 || plan->agent == -1)
		return;
	shared->pid = pid;
	if (CALL(wait4, sender, &status, 0, NULL) == sender && status != 0)
		fail("the agent of seccomp", -WEXITSTATUS(status));
}

/* For the next child: the process that gets the listener stays outside. */
static void
join_pid_namespace(void)
{
	if (plan->pid_namespace == -1)
		return;
	must("setns(..., CLONE_NEWPID)",
	    CALL(setns, plan->pid_namespace, CLONE_NEWPID));
	CALL(close, plan->pid_namespace);
}

/*
 * The helper may be killed, for want of memory; asking whether it was is a call
 * that the filter may answer.
 */
static void
await_closing(void)
{
	for (int ms = 0; !shared->closed; ms++) {
		nap();
		if (ms >= 1000 &&
		    CALL(wait4, sender, NULL, WNOHANG, NULL) == sender)
			fail("the agent of seccomp", -ECHILD);
	}
}

static void
load_filter(void)
{
	struct sock_fprog program = { plan->filter_length,
		at(plan->filter_at) };

	if (program.filter == NULL)
		return;
	if (plan->agent != -1)
		prepare_to_send();
	join_pid_namespace();
	narrate(EXECUTOR_FILTER);
	long fd = CALL(
	    seccomp, SECCOMP_SET_MODE_FILTER, plan->filter_flags, &program);
	if (plan->agent != -1)
		shared->listener = fd < 0 ? fd : fd + 1;
	/* With TSYNC: the thread that cannot follow. */
	if (fd > 0 && !(plan->filter_flags & SECCOMP_FILTER_FLAG_NEW_LISTENER))
		fd = -ESRCH;
	must("seccomp(SECCOMP_SET_MODE_FILTER)", fd);
	if (plan->agent != -1)
		await_closing();
}

/*
 * With no_new_privs any process may load a filter, so loading is the last step.
 * If an agent gets the listener, it comes before the process can be seen from
 * inside: other processes could take the listener.
 */
static bool
loads_early(void)
{
	return plan->filter_at != 0 &&
	       (!plan->no_new_privs || (plan->enters && plan->agent != -1));
}

static void
forbid_new_privileges(void)
{
	narrate(EXECUTOR_NO_NEW_PRIVS);
	must("prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)",
	    CALL(prctl, PR_SET_NO_NEW_PRIVS, 1));
}

/*
 * CAP_SYS_ADMIN was kept for loading the filter, and came through execve(2) in
 * the ambient set. It leaves that set: the command must not get it.
 */
static void
keep_power_to_ourselves(void)
{
	narrate(EXECUTOR_AMBIENT);
	must("prctl(PR_CAP_AMBIENT_LOWER)",
	    CALL(prctl, PR_CAP_AMBIENT, PR_CAP_AMBIENT_LOWER, CAP_SYS_ADMIN));
}

static struct __user_cap_header_struct header = {
	.version = _LINUX_CAPABILITY_VERSION_3
};
static struct __user_cap_data_struct sets[2];

static void
read_power(void)
{
	must("capget", CALL(capget, &header, sets));
}

static void
drop_power(void)
{
	for (int i = 0; i < 2; i++) {
		sets[i].permitted &= plan->permitted >> 32 * i;
		sets[i].effective &= plan->effective >> 32 * i;
		sets[i].inheritable &= plan->inheritable >> 32 * i;
	}
	narrate(EXECUTOR_CAPS);
	must("capset", CALL(capset, &header, sets));
}

/*
 * Enters a PID namespace that is there already, as the last step: from here on
 * the processes in it see this one, and may trace it (CVE-2016-9962). This
 * process has no more power than they have, and nothing of the host's open.
 */
static void
enter(void)
{
	narrate(EXECUTOR_ENTER);
	long pid = must("clone", CALL(clone, CLONE_PARENT));
	if (pid > 0) {
		if (loads_early())
			await_sender(pid);
		end(EXIT_SUCCESS);
	}
	must("setsid", CALL(setsid));
	if (plan->terminal)
		must("ioctl(0, TIOCSCTTY, 0)", CALL(ioctl, 0, TIOCSCTTY, 0));
}

/* A closed channel means "end". Returns our PID as the parent sees it. */
static int
wait_for_start(void)
{
	struct channel_message message = { 0 };

	say(CHANNEL_READY, 0, 0, "", "", "");
	/* The process that connects takes the parent's place. */
	if (plan->start_socket != -1) {
		CALL(close, channel);
		channel =
		    CALL(accept4, plan->start_socket, NULL, NULL, SOCK_CLOEXEC);
	}
	if (CALL(read, channel, &message, sizeof(message)) != sizeof(message))
		fail("waiting for the parent", -ECANCELED);
	return message.pid;
}

/* A list of offsets becomes one of pointers. */
static char **
list_at(uintptr_t offset)
{
	uintptr_t *list = at(offset);

	for (size_t i = 0; list[i] != 0; i++)
		list[i] += (uintptr_t)plan;
	return (char **)list;
}

static _Noreturn void
become_hook(const struct executor_hook *hook)
{
	sigset_t none = { 0 };

	CALL(rt_sigprocmask, SIG_SETMASK, &none, NULL, 8);
	CALL(lseek, plan->hook_input, 0, SEEK_SET);
	CALL(dup3, plan->hook_input, 0, 0);
	/* A hook begins in the bundle, which the container lacks. */
	if (CALL(chdir, at(plan->directory_at)) < 0)
		CALL(chdir, "/");
	CALL(execve, at(hook->path_at), list_at(hook->args_at),
	    list_at(hook->env_at));
	end(EXIT_NOT_FOUND);
}

static void
run_hook(const struct executor_hook *hook)
{
	struct timespec timeout = { .tv_sec = hook->timeout };
	char room[200];
	struct text why = { room, 0, sizeof(room) };
	int status = 0;

	long pid = must("clone", CALL(clone, SIGCHLD));
	if (pid == 0)
		become_hook(hook);
	struct pollfd over = { .fd = CALL(pidfd_open, pid), .events = POLLIN };
	bool late = hook->timeout != -1 &&
		    CALL(ppoll, &over, 1, &timeout, NULL, 0) == 0;
	if (late)
		CALL(kill, pid, SIGKILL);
	CALL(wait4, pid, &status, 0, NULL);
	CALL(close, over.fd);
	if (!late && status == 0)
		return;
	append(&why, WIFSIGNALED(status) ? ": signal " : ": exit status ");
	append_number(
	    &why, WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
	say(CHANNEL_FAILED, late ? ETIMEDOUT : ECANCELED, EXIT_OURS, "hook ",
	    at(hook->path_at), room);
	end(EXIT_OURS);
}

static void
run_hooks(void)
{
	const struct executor_hook *hooks = at(plan->hooks_at);

	for (unsigned int i = 0; i < plan->nhooks; i++)
		run_hook(&hooks[i]);
}

/*
 * The life of an init: reaps orphans, passes signals on, and ends as the
 * command does. See 02-namespaces/ns_init.c, which has the same with a C
 * library.
 */
static int
run_init(long command)
{
	uint64_t all = ~UINT64_C(0);
	siginfo_t info = { 0 };
	int status = 0;
	long pid;

	for (;;) {
		long sig = CALL(rt_sigtimedwait, &all, &info, NULL, 8);

		if (sig > 0 && sig != SIGCHLD && info.si_code != SI_KERNEL)
			CALL(kill, command, sig);
		while (sig == SIGCHLD && (pid = CALL(wait4, -1, &status,
					      WNOHANG | WUNTRACED, NULL)) > 0) {
			if (pid != command)
				continue;
			if (!WIFSTOPPED(status))
				return WIFSIGNALED(status)
					   ? EXIT_SIGNAL(WTERMSIG(status))
					   : WEXITSTATUS(status);
			/* The shell outside could not continue it. */
			if (WSTOPSIG(status) == SIGTSTP)
				CALL(kill, command, SIGCONT);
		}
	}
}

/* With --init we stay, PID 1 of the container; the command is our child. */
static void
split_off_init(void)
{
	uint64_t all = ~UINT64_C(0), before = 0;

	enter_profile();
	CALL(rt_sigprocmask, SIG_BLOCK, &all, &before, 8);
	long command = must("clone", CALL(clone, SIGCHLD));
	if (command > 0) {
		CALL(close, channel); /* a filter may forbid the next */
		CALL(close_range, 3, ~0U, 0);
		CALL(munmap, plan, plan_size);
		end(run_init(command));
	}
	CALL(rt_sigprocmask, SIG_SETMASK, &before, NULL, 8);
}

/* The words are those that Docker and podman look for in a runtime's. */
static _Noreturn void
fail_to_execute(const char *name, long error)
{
	bool missing = error == -ENOENT || error == -ENOTDIR, path = false;
	const char *why = "\"";

	for (const char *c = name; *c != '\0'; c++)
		path |= *c == '/';
	if (missing)
		why = path ? "\": no such file or directory"
			   : "\": executable file not found in $PATH";
	else if (error == -EACCES)
		why = "\": permission denied";
	int status = missing ? EXIT_NOT_FOUND : EXIT_CANNOT_EXEC;
	say(CHANNEL_FAILED, missing || error == -EACCES ? 0 : -error, status,
	    "exec: \"", name, why);
	end(status);
}

/*
 * Another container's PID namespace, and a context for mounting its /proc: the
 * process that asks for it has to be in there, in sight of the others. So it
 * can do this, and nothing more: see joined_proc.c.
 */
static _Noreturn void
open_proc(int socket)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
		    offsetof(struct seccomp_data, arch)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 0, 6),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
		    offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_clone, 5, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_fsopen, 4, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_sendmsg, 3, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_wait4, 2, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_exit_group, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { sizeof(code) / sizeof(code[0]), code };
	int status = 0;

	CALL(prctl, PR_SET_DUMPABLE, 0);
	if (CALL(prctl, PR_SET_PDEATHSIG, SIGKILL) < 0 ||
	    CALL(prctl, PR_SET_NO_NEW_PRIVS, 1) < 0 ||
	    CALL(seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) < 0)
		end(EXIT_OURS);
	long pid = CALL(clone, SIGCHLD);
	if (pid != 0) {
		CALL(wait4, pid, &status, 0, NULL);
		end(pid < 0 ? EXIT_OURS : WEXITSTATUS(status));
	}
	long context = CALL(fsopen, "proc", FSOPEN_CLOEXEC);
	end(context < 0 ? -context : send_with(socket, "", 1, context) != 1);
}

/* The stack has argc, argv, NULL, envp, NULL: execve(2). */
_Noreturn void executor_main(char **stack);
void
executor_main(char **stack)
{
	long argc = (long)stack[0];
	char **argv = stack + 1, **envp = argv + argc + 1;

	if (argc == 2)
		open_proc(argv[1][0] - '0');
	if (argc < 4)
		end(EXIT_OURS); /* a container's "/proc/self/exe" */

	/*
	 * Executor, in the container's root; user and privileges as asked, and
	 * in some cases one more, for the filter. Other processes in here may
	 * trace one that has no more power than they have.
	 */
	CALL(prctl, PR_SET_DUMPABLE, 0);
	CALL(prctl, PR_SET_NAME, "combined");
	read_plan(argv[1]);
	ignore_nothing();
	keep_to_ourselves();
	set_streams();
	if (!plan->enters) {
		die_with_parent();
		change_profile_on_exec();
		change_label_on_exec();
	}

	/*
	 * Without no_new_privs, loading a filter takes power over all that is
	 * in here: both come before another process may see us.
	 */
	if (loads_early()) {
		if (plan->no_new_privs)
			forbid_new_privileges();
		if (plan->has_power)
			keep_power_to_ourselves();
		read_power();
		load_filter();
		drop_power();
		if (!plan->enters)
			await_sender(plan->pid);
	}
	if (plan->enters) {
		/* From here on the child, in the PID namespace it joins. */
		enter();
		die_with_parent();
		change_profile_on_exec();
		change_label_on_exec();
	}

	/* Executor, privileges as asked, in sight of the container's others. */
	int pid = wait_for_start();
	run_hooks();

	if (plan->no_new_privs && !loads_early()) {
		forbid_new_privileges();
		load_filter();
		await_sender(pid);
	}
	if (plan->init)
		split_off_init();
	narrate(EXECUTOR_COMMAND);
	fail_to_execute(argv[3], CALL(execve, argv[2], argv + 3, envp));
}
