#include "07-combined/engine/init.h"

#include "03-setns/join.h"
#include "07-combined/engine/channel.h"
#include "07-combined/engine/handover.h"
#include "07-combined/engine/joined_proc.h"
#include "07-combined/engine/process_attributes.h"
#include "07-combined/engine/resolve.h"
#include "07-combined/engine/rootfs.h"
#include "07-combined/engine/selinux.h"
#include "07-combined/engine/standard_streams.h"
#include "07-combined/engine/terminal.h"
#include "common/command.h"
#include "common/exits.h"
#include "common/explain.h"
#include "common/failure.h"

#include <errno.h>
#include <limits.h>
#include <linux/close_range.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static int enter_cgroups(struct container *c, int channel);
static pid_t run_join_container(struct container *c, int channel);
static _Noreturn void fail_to_execute(const struct container *c, int channel);
static pid_t wait_for_parent(int channel);
static int wait_for_hooks(struct container *c, int channel);
static int hand_out_file(const struct container *c, int channel);
static int close_files(const struct container *c, int channel);
static int hand_out_terminal(const struct container *c, int channel);
static int join_pid_namespace(const struct container *c);
static int must_be_inside(const char *cwd);

void
init_main(struct container *c, int channel, pid_t parent)
{
	static struct handover handover;
	sigset_t none;

	/*
	 * Child, new namespaces, the host's root still in sight; with exec, all
	 * of it is the host's. A process can type characters into its
	 * controlling terminal, TIOCSTI of ioctl_tty(2): so the child leaves
	 * the caller's.
	 */
	setsid();
	/*
	 * Each process that has the descriptor holds the lock: flock(2). The
	 * child may wait longer than the parent lives.
	 */
	if (c->spec->lock != -1)
		close(c->spec->lock);
	if (!c->spec->detached && command_die_with_parent(parent) == -1) {
		failure_set("prctl(PR_SET_PDEATHSIG)");
		init_fail(channel, EXIT_OURS);
	}
	/* A signal that is blocked stays blocked across execve(2). */
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (enter_cgroups(c, channel) == -1)
		init_fail(channel, EXIT_OURS);

	/* Of the keyring below. This /proc is the host's, and shows this process. */
	if (c->spec->selinux != NULL &&
	    selinux_label_keys(c->spec->selinux) == -1)
		init_fail(channel, EXIT_OURS);

	pid_t pid = c->spec->join_pid != 0 ? run_join_container(c, channel)
					   : init_set_up(c, channel);
	if (pid == -1)
		init_fail(channel, EXIT_OURS);

	/* Child, in its root, all privileges of its user namespace. */
	if (resolve_command(c->spec, handover.path) == -1)
		fail_to_execute(c, channel);
	if (standard_streams_open(c) == -1)
		init_fail(channel, EXIT_OURS);
	if (handover_prepare(&handover, c, channel, pid) == -1)
		init_fail(channel, EXIT_OURS);
	if (init_drop_privileges(c) == -1)
		init_fail(channel, EXIT_OURS);

	/* Child, in its root, privileges as asked: executor_main() is next. */
	handover_execute(&handover, c);
	/* The user's limit of processes is reached: RLIMIT_NPROC, execve(2). */
	if (errno == EAGAIN)
		fail_to_execute(c, channel);
	init_fail(channel, EXIT_OURS);
}

pid_t
init_set_up(struct container *c, int channel)
{
	const struct container_spec *spec = c->spec;

	/*
	 * Child, new namespaces, the host's root still in sight. In a new user
	 * namespace its uid is 65534 until the parent has mapped the users.
	 */
	pid_t pid = wait_for_parent(channel);
	if (pid == -1)
		return -1;
	if (spec->namespaces & CLONE_NEWUSER && join_become_root() == -1)
		return -1;
	c->keep_groups = ns_setgroups_denied(0);

	/*
	 * Child, new namespaces, all privileges in them. The root of a cgroup
	 * namespace is the cgroup that its maker is in: so only now.
	 */
	if (spec->namespaces & CLONE_NEWCGROUP &&
	    ns_unshare(CLONE_NEWCGROUP) == -1)
		return -1;
	if (spec->namespaces & CLONE_NEWTIME && attributes_clocks(spec) == -1)
		return -1;
	/*
	 * Before a mount covers the host's root: with a root that is not the
	 * namespace's, as after chroot(2), the kernel makes no user namespace.
	 */
	if (joined_proc_open_all(c) == -1)
		return -1;
	explain_phase("the root file system", 7);
	if (rootfs_prepare(c) == -1)
		return -1;
	if (rootfs_fill(c) == -1)
		return -1;
	if (spec->create_hooks && wait_for_hooks(c, channel) == -1)
		return -1;
	if (hand_out_file(c, channel) == -1)
		return -1;
	explain_phase("inside its root", 7);
	if (rootfs_enter(spec) == -1)
		return -1;

	/* Child, in its root. What is open may still lead to the host. */
	if (close_files(c, channel) == -1)
		return -1;

	/* Child, in its root, nothing of the host's in reach. */
	if (spec->terminal && hand_out_terminal(c, channel) == -1)
		return -1;
	if (attributes_names(spec) == -1)
		return -1;
	if (spec->namespaces & CLONE_NEWNET && ns_loopback_up() == -1)
		return -1;
	/* Before /proc/sys is made read-only. */
	if (attributes_sysctls(spec) == -1)
		return -1;
	if (rootfs_seal(spec) == -1)
		return -1;
	return pid;
}

int
init_drop_privileges(struct container *c)
{
	const struct container_spec *spec = c->spec;
	struct caps_user user;
	/*
	 * Loading a filter needs CAP_SYS_ADMIN, which the executor gets by
	 * execve(2), from the ambient set, and clears there before it loads.
	 */
	uint64_t kept = handover_needs_power(c) ? CAPS_BIT(CAP_SYS_ADMIN) : 0;

	/* Child, in its root, all privileges of its user namespace. */
	explain_phase("its user and capabilities", 1);
	if (resolve_user(c, &user) == -1)
		return -1;
	if (resolve_home(c, user.uid) == -1)
		return -1;
	/* Files are read and memory is taken above: limits hold from here on. */
	if (attributes_rlimits(spec) == -1)
		return -1;
	if (attributes_keyring() == -1)
		return -1;
	standard_streams_give(c, user.uid);

	/*
	 * Root can enter what the user cannot, as `docker run -u` relies on; on
	 * some network file systems it is the other way round.
	 */
	bool entered = chdir(spec->cwd) == 0;
	if (!entered && errno != EACCES)
		return failure_set("chdir(\"%s\")", spec->cwd);

	/*
	 * From here on other processes in the container may be as privileged as
	 * this one, and could trace it. Until execve(2) its memory has what is
	 * the host's: the program, the environment.
	 */
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == -1)
		return failure_set("prctl(PR_SET_DUMPABLE)");

	if (join_pid_namespace(c) == -1)
		return -1;
	if (kept != 0 && caps_inherit(kept) == -1)
		return -1;
	if (caps_drop_bounding(spec->caps.bounding) == -1)
		return -1;
	if (caps_set_user(&user) == -1)
		return -1;
	if (caps_set(spec->caps.permitted | kept, spec->caps.effective | kept,
		spec->caps.inheritable | kept) == -1)
		return -1;
	if (caps_raise_ambient(spec->caps.ambient | kept) == -1)
		return -1;

	/* Child, in its root, user and privileges as asked. */
	if (!entered && chdir(spec->cwd) == -1)
		return failure_set("chdir(\"%s\")", spec->cwd);
	if (must_be_inside(spec->cwd) == -1)
		return -1;
	if (spec->has_umask)
		umask(spec->umask);

	return 0;
}

/*
 * With v1, the child enters its cgroups by itself, before it waits for the parent.
 * If the parent moved it, the kernel would wait for all processors: tasks_v1.h.
 */
static int
enter_cgroups(struct container *c, int channel)
{
	struct channel_message entered = { .kind = CHANNEL_ENTERED };

	if (!c->tasks.any)
		return 0;
	if (tasks_v1_enter(&c->tasks, &c->cgroup) == -1) {
		const char *why = cgroup_strerror();

		errno = 0; /* the words say it all */
		return failure_set("cgroup: %s", why);
	}
	tasks_v1_close(&c->tasks);
	if (channel_send(channel, &entered, -1) == -1)
		return failure_set("telling the parent of the cgroup");
	return 0;
}

/*
 * One more process in a container: everything exists but its terminal. This
 * process joins all namespaces but the PID namespace, in which only a child of
 * it can be born: the executor's. Until then, no process inside sees this one.
 */
static pid_t
run_join_container(struct container *c, int channel)
{
	/* Child, on the host, all privileges of its caller. */
	pid_t pid = wait_for_parent(channel);
	if (pid == -1)
		return -1;
	explain_phase("into the container's namespaces", 3);
	if (join_container(c) == -1)
		return -1;

	/*
	 * Child, in the container's namespaces and root; its processes do not
	 * see it. What is open may still lead to the host.
	 */
	if (close_files(c, channel) == -1)
		return -1;
	if (c->spec->terminal && hand_out_terminal(c, channel) == -1)
		return -1;
	return pid;
}

/* Docker and podman look for these words in a runtime's message. */
static _Noreturn void
fail_to_execute(const struct container *c, int channel)
{
	bool missing = errno == ENOENT || errno == ENOTDIR;
	const char *why = strerror(errno);

	if (missing)
		why = strchr(c->spec->argv[0], '/') != NULL
			  ? "no such file or directory"
			  : "executable file not found in $PATH";
	else if (errno == EACCES)
		why = "permission denied";
	errno = 0; /* the words say it all */
	failure_set("exec: \"%s\": %s", c->spec->argv[0], why);
	init_fail(channel, missing ? EXIT_NOT_FOUND : EXIT_CANNOT_EXEC);
}

void
init_fail(int channel, int status)
{
	struct channel_message message = {
		.kind = CHANNEL_FAILED, .error = errno, .status = status
	};

	snprintf(message.text, sizeof(message.text), "%s", failure_text());
	channel_send(channel, &message, -1);
	_exit(status);
}

/*
 * Waits until the parent says "go on"; a closed channel means "end". Returns
 * our PID as the parent sees it, or -1.
 */
static pid_t
wait_for_parent(int channel)
{
	struct channel_message message;
	int fd;

	if (channel_receive(channel, &message, &fd) == 1)
		return message.pid;
	errno = ECANCELED;
	return failure_set("waiting for the parent");
}

/*
 * A hook must see the root with all its mounts, and be able to change it, while
 * the paths are still the host's.
 */
static int
wait_for_hooks(struct container *c, int channel)
{
	struct channel_message mounted = { .kind = CHANNEL_MOUNTED };

	if (channel_send(channel, &mounted, -1) == -1)
		return failure_set("telling the parent of the mounts");
	pid_t pid = wait_for_parent(channel);
	return pid == -1 ? -1 : c->spec->hook(c, HOOK_CREATE_CONTAINER, pid);
}

/* The last message before a path of the image is looked up. */
static int
hand_out_file(const struct container *c, int channel)
{
	struct channel_message message = { .kind = CHANNEL_FILE };

	if (c->shared_file == -1)
		return 0;
	if (channel_send(channel, &message, c->shared_file) == -1)
		return failure_set("handing out the file that is shared");
	close(c->shared_file);
	return 0;
}

static int
by_number(const void *one, const void *other)
{
	return *(const int *)one - *(const int *)other;
}

/*
 * Closes the host's descriptors before a path of the container is looked up: a
 * path that begins with /proc/self/fd would lead out of the container, by a
 * directory or by the program for execve(2) (CVE-2024-21626). At execve itself
 * it would be too late: the kernel looks the path up first.
 */
static int
close_files(const struct container *c, int channel)
{
	const struct container_spec *spec = c->spec;
	int kept[] = { channel, spec->start_socket, c->stdio[0], c->stdio[1],
		c->stdio[2], spec->seccomp_agent, spec->hook_input,
		spec->hook_output, c->pid_namespace, explain_terminal(),
		command_parent_pidfd() };
	size_t n = sizeof(kept) / sizeof(kept[0]);
	int next = 3 + spec->preserve_fds;

	qsort(kept, n, sizeof(kept[0]), by_number);
	for (size_t i = 0; i < n; i++) {
		if (kept[i] < next)
			continue;
		if (kept[i] > next && close_range(next, kept[i] - 1, 0) == -1)
			return failure_set("close_range(%d, ...)", next);
		next = kept[i] + 1;
	}
	if (close_range(next, ~0U, 0) == -1)
		return failure_set("close_range(%d, ...)", next);
	return 0;
}

static int
hand_out_terminal(const struct container *c, int channel)
{
	struct channel_message message = { .kind = CHANNEL_TERMINAL };
	int master = terminal_open(c->spec->join_pid == 0, c->spec->rows,
	    c->spec->columns, !c->enters_pid_namespace);

	if (master == -1)
		return -1;
	if (channel_send(channel, &message, master) == -1)
		return failure_set("handing out the terminal");
	close(master);
	return 0;
}

/*
 * setns(2) moves only later children into the PID namespace: the executor's one
 * child. With an agent the executor has two children, and joins between them.
 */
static int
join_pid_namespace(const struct container *c)
{
	if (c->pid_namespace == -1 || handover_joins(c))
		return 0;
	return join_file(c->pid_namespace, CLONE_NEWPID, "for the next child");
}

/*
 * Is the working directory below our "/"? A link in /proc/self/fd leads to what
 * is still open, and a directory of the host's would stay the command's after
 * execve(2). Such a directory has no path: "(unreachable)…", or none at all.
 */
static int
must_be_inside(const char *cwd)
{
	char path[PATH_MAX];

	/* Not getcwd(3), which would search for a path. */
	if (syscall(SYS_getcwd, path, sizeof(path)) == -1)
		return failure_set("getcwd");
	if (path[0] == '/')
		return 0;
	errno = EXDEV;
	return failure_set("chdir(\"%s\")", cwd);
}

int
init_clone_flags(const struct container_spec *spec)
{
	return spec->namespaces & ~(CLONE_NEWCGROUP | CLONE_NEWTIME);
}
