#include "07-combined/run.h"

#include "01-caps/user.h"
#include "03-setns/join.h"
#include "05-seccomp/filter.h"
#include "06-apparmor/apparmor.h"
#include "07-combined/channel.h"
#include "07-combined/rootfs.h"
#include "07-combined/terminal.h"
#include "common/command.h"
#include "common/exits.h"
#include "common/explain.h"
#include "common/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/close_range.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define NS_ALL                                                                 \
	(CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER |           \
	    CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWCGROUP | CLONE_NEWTIME)

int
run_birth_flags(const struct container *c)
{
	return c->namespaces & ~(CLONE_NEWCGROUP | CLONE_NEWTIME);
}

/*
 * Waits until the parent says go on; its end of the channel closed is no.
 * Returns our PID as the parent sees it, or -1.
 */
static pid_t
wait_for_parent(int channel)
{
	struct channel_message message;
	int fd;

	explain_call("waiting for the parent");
	if (channel_receive(channel, &message, &fd) == 1)
		return message.pid;
	errno = ECANCELED;
	return -1;
}

static int
call_hook(struct container *c, enum container_moment moment, pid_t pid)
{
	explain_call("hook");
	return c->hook == NULL ? 0 : c->hook(c, moment, pid);
}

static int
hand_out_terminal(const struct container *c, int channel)
{
	struct channel_message message = { .kind = CHANNEL_TERMINAL };
	int master = terminal_open(c->inside == 0, c->rows, c->columns);

	if (master == -1)
		return -1;
	if (channel_send(channel, &message, master) == -1)
		return -1;
	return close(master);
}

static int
set_sysctls(const struct container *c)
{
	for (size_t i = 0; i < c->nsysctls; i++) {
		char path[256] = "/proc/sys/";

		strncat(path, c->sysctls[i].name, 200);
		for (char *dot = path; (dot = strchr(dot, '.')) != NULL;)
			*dot = '/';
		if (file_write(path, "a setting of our namespaces only", "%s",
			c->sysctls[i].value) == -1)
			return -1;
	}
	return 0;
}

/* A clock can be moved until the first process is in its namespace. */
static int
offset_clocks(const struct container *c)
{
	static const int clocks[] = { CLOCK_MONOTONIC, CLOCK_BOOTTIME };

	if (ns_unshare(CLONE_NEWTIME) == -1)
		return -1;
	for (int i = 0; i < 2; i++)
		if (c->clock_offsets[i] != 0 &&
		    ns_offset_time(clocks[i], c->clock_offsets[i]) == -1)
			return -1;
	return ns_enter_time();
}

static int
name_ourselves(const struct container *c)
{
	if (c->hostname != NULL && ns_set_hostname(c->hostname) == -1)
		return -1;
	if (c->domainname == NULL)
		return 0;
	explain("a NIS domain of our own", "setdomainname(\"%s\", %zu)",
	    c->domainname, strlen(c->domainname));
	return setdomainname(c->domainname, strlen(c->domainname));
}

int
run_become_container(struct container *c, int channel)
{
	/* Until our cgroup, our users and our network are there. */
	pid_t pid = wait_for_parent(channel);
	if (pid == -1)
		return -1;
	/* Until now we were nobody in our new user namespace. */
	if (c->namespaces & CLONE_NEWUSER && join_become_root() == -1)
		return -1;

	/* Only now: its root is the cgroup that we are in at this moment. */
	if (c->namespaces & CLONE_NEWCGROUP &&
	    ns_unshare(CLONE_NEWCGROUP) == -1)
		return -1;
	if (c->namespaces & CLONE_NEWTIME && offset_clocks(c) == -1)
		return -1;

	if (rootfs_prepare(c) == -1 ||
	    call_hook(c, CONTAINER_ROOT, pid) == -1 || rootfs_enter(c) == -1 ||
	    rootfs_fill(c) == -1)
		return -1;
	if (c->terminal && hand_out_terminal(c, channel) == -1)
		return -1;
	if (name_ourselves(c) == -1)
		return -1;
	if (c->namespaces & CLONE_NEWNET && ns_loopback_up() == -1)
		return -1;

	/* Before /proc/sys is made read-only. */
	if (set_sysctls(c) == -1)
		return -1;
	return rootfs_seal(c);
}

/* One more process in a container: all is there but its terminal. */
static int
run_join_container(const struct container *c, int channel)
{
	if (wait_for_parent(channel) == -1)
		return -1;
	return c->terminal ? hand_out_terminal(c, channel) : 0;
}

/* Names are the container's: from its own passwd(5) and group(5). */
static int
find_user(const struct container *c, struct caps_user *user)
{
	char answer[8] = "";

	if (c->credentials != NULL) {
		*user = *c->credentials;
		return 0;
	}
	explain_call("looking up user \"%s\" in the container's /etc/passwd",
	    c->user != NULL ? c->user : "root");
	*user = (struct caps_user){ 0 };
	if (c->user != NULL && user_find(c->user, user) == -1)
		return -1;
	file_read("/proc/self/setgroups", answer, sizeof(answer));
	user->keep_groups = strcmp(answer, "deny") == 0;
	return 0;
}

/*
 * Who has no $HOME gets the one that the container's passwd(5) says, or "/":
 * engines leave it to the runtime, which alone can look it up.
 */
static void
find_home(struct container *c, uid_t uid)
{
	static char home[PATH_MAX] = "HOME=/";
	char line[PATH_MAX], directory[PATH_MAX - 8];
	unsigned int id;
	size_t n = 0;

	for (; c->env[n] != NULL; n++)
		if (strncmp(c->env[n], "HOME=", 5) == 0)
			return;
	if (n == CONTAINER_ENV - 1)
		return;
	FILE *file = fopen("/etc/passwd", "re");
	while (file != NULL && fgets(line, sizeof(line), file) != NULL) {
		if (sscanf(line, "%*[^:]:%*[^:]:%u:%*u:%*[^:]:%4000[^:\n]", &id,
			directory) == 2 &&
		    id == uid) {
			snprintf(home, sizeof(home), "HOME=%s", directory);
			break;
		}
	}
	if (file != NULL)
		fclose(file);
	c->env[n] = home;
}

static int
set_schedule(const struct container *c)
{
	if (c->io_priority != 0) {
		explain("its turn at the disk",
		    "ioprio_set(IOPRIO_WHO_PROCESS, 0, ...)");
		if (syscall(SYS_ioprio_set, 1, 0, c->io_priority) == -1)
			return -1;
	}
	if (c->scheduler == NULL)
		return 0;
	explain("its turn at the CPU", "sched_setattr(0, ..., 0)");
	return syscall(SYS_sched_setattr, 0, c->scheduler, 0);
}

static int
set_resource_limits(const struct container *c)
{
	if (c->personality != 0) {
		explain("which machine uname(2) shows", "personality(...)");
		if (personality(c->personality) == -1)
			return -1;
	}
	if (set_schedule(c) == -1)
		return -1;
	for (size_t i = 0; i < c->nlimits; i++) {
		explain_call("setrlimit(%d)", c->limits[i].resource);
		if (setrlimit(c->limits[i].resource, &c->limits[i].value) == -1)
			return -1;
	}
	return 0;
}

/*
 * Who has no right to /dev/stdout cannot open it, though it is theirs to write
 * to: a terminal or a pipe belongs to whoever made it.
 */
static void
give_streams(const struct container *c, uid_t uid)
{
	struct stat st;

	for (int fd = 0; fd <= 2; fd++)
		if (fstat(fd, &st) == 0 && st.st_uid != uid &&
		    (S_ISFIFO(st.st_mode) || (c->terminal && isatty(fd))) &&
		    fchown(fd, uid, -1) == -1)
			continue; /* then it cannot: no reason to fail */
}

int
run_give_up_power(struct container *c)
{
	struct caps_user user;

	if (find_user(c, &user) == -1 || set_resource_limits(c) == -1)
		return -1;
	give_streams(c, user.uid);
	find_home(c, user.uid);
	if (c->apparmor != NULL && apparmor_change_onexec(c->apparmor) == -1)
		return -1;

	/*
	 * Without no_new_privs, loading a filter needs CAP_SYS_ADMIN, which is
	 * about to go; with it, the later the better, so that the filter does
	 * not have to allow what we still do.
	 */
	if (c->seccomp != NULL && !c->no_new_privs &&
	    filter_load(c->seccomp) == -1)
		return -1;

	if (caps_limit(c->caps.bounding) == -1 || caps_set_user(&user) == -1 ||
	    caps_set(c->caps.permitted, c->caps.effective,
		c->caps.inheritable) == -1 ||
	    caps_raise(c->caps.ambient) == -1)
		return -1;

	/* As the user that we are now: not all that root could enter. */
	explain_call("chdir(\"%s\")", c->cwd);
	if (chdir(c->cwd) == -1)
		return -1;
	if (c->has_umask)
		umask(c->umask);

	return 0;
}

/* With no_new_privs anybody may load a filter: so it is the last of all. */
static int
forbid_calls(const struct container *c)
{
	if (c->no_new_privs && caps_no_new_privs() == -1)
		return -1;
	if (c->seccomp != NULL && c->no_new_privs)
		return filter_load(c->seccomp);
	return 0;
}

/* The child reports what failed, and is no more. */
static void __attribute__((noreturn)) fail(int channel, int status)
{
	struct channel_message message = {
		.kind = CHANNEL_FAILED, .error = errno, .status = status
	};

	snprintf(message.text, sizeof(message.text), "%s", explain_last());
	channel_send(channel, &message, -1);
	_exit(status);
}

/* The words are those that Docker and podman look for in a runtime's. */
static void __attribute__((noreturn))
fail_to_execute(const struct container *c, int channel)
{
	bool missing = errno == ENOENT || errno == ENOTDIR;
	const char *why = strerror(errno);

	if (missing)
		why = strchr(c->argv[0], '/') != NULL
			  ? "no such file or directory"
			  : "executable file not found in $PATH";
	else if (errno == EACCES)
		why = "permission denied";
	explain_call("exec: \"%s\": %s", c->argv[0], why);
	errno = 0;
	fail(channel, missing ? EXIT_NOT_FOUND : EXIT_CANNOT_EXEC);
}

/* With --init we stay PID 1 and reap; the command is our child. */
static void
split_off_init(int channel)
{
	sigset_t signals;

	command_catch_signals(&signals);
	pid_t command = fork();
	if (command == -1)
		fail(channel, EXIT_OURS);
	if (command > 0) {
		close_range(3, ~0U, 0);
		_exit(ns_run_init(command));
	}
	sigprocmask(SIG_SETMASK, &signals, NULL);
}

/* Is there such a program? Better said now than when all is under way. */
static int
find_command(const struct container *c)
{
	char paths[PATH_MAX] = "/bin:/usr/bin", path[2 * PATH_MAX];
	const char *name = c->argv[0], *dir;

	for (size_t i = 0; c->env[i] != NULL; i++)
		if (strncmp(c->env[i], "PATH=", 5) == 0)
			snprintf(paths, sizeof(paths), "%s", c->env[i] + 5);
	if (name[0] == '/')
		return faccessat(AT_FDCWD, name, X_OK, AT_EACCESS);
	if (strchr(name, '/') != NULL)
		snprintf(paths, sizeof(paths), "%s", c->cwd);
	int worst = ENOENT;
	for (char *rest = paths; (dir = strsep(&rest, ":")) != NULL;) {
		snprintf(path, sizeof(path), "%s/%s", dir, name);
		if (faccessat(AT_FDCWD, path, X_OK, AT_EACCESS) == 0)
			return 0;
		if (errno == EACCES)
			worst = errno;
	}
	errno = worst;
	return -1;
}

/*
 * The parent that created us may be gone by the time when we are started:
 * another takes its place, and the channel's.
 */
static int
wait_for_start(const struct container *c, int channel)
{
	if (c->start_at <= 0)
		return channel;
	close(channel);
	explain_call("waiting for the start");
	return accept4(c->start_at, NULL, NULL, SOCK_CLOEXEC);
}

/* Whatever our caller had open ends at execve(2); so does the channel. */
static void
close_files(const struct container *c)
{
	close_range(3 + c->kept_fds, ~0U, CLOSE_RANGE_CLOEXEC);
}

void
run_child(
    struct container *c, int channel, const sigset_t *signals, pid_t parent)
{
	struct channel_message ready = { .kind = CHANNEL_READY };
	pid_t pid;

	if (c->detached)
		setsid();
	else
		command_die_with_parent(parent);
	sigprocmask(SIG_SETMASK, signals, NULL);
	if ((c->inside != 0 ? run_join_container(c, channel)
			    : run_become_container(c, channel)) == -1)
		fail(channel, EXIT_OURS);
	if (find_command(c) == -1)
		fail_to_execute(c, channel);
	if (run_give_up_power(c) == -1)
		fail(channel, EXIT_OURS);

	/* The change of user made the kernel forget it. */
	if (!c->detached)
		command_die_with_parent(parent);
	if (channel_send(channel, &ready, -1) == -1 ||
	    (channel = wait_for_start(c, channel)) == -1 ||
	    (pid = wait_for_parent(channel)) == -1 ||
	    call_hook(c, CONTAINER_START, pid) == -1 || forbid_calls(c) == -1)
		fail(channel, EXIT_OURS);
	if (c->init)
		split_off_init(channel);
	close_files(c);
	environ = c->env;
	explain_exec("from here on, the command", c->argv);
	execvp(c->argv[0], c->argv);
	fail_to_execute(c, channel);
}

/*
 * In a user namespace we have power over the others that it owns, but none any
 * more over those of the host: whichever way round the joining succeeds.
 */
static int
join_namespaces(const struct container *c)
{
	bool done[NS_TYPES] = { false };

	if (c->inside != 0)
		return join_pidfd(c->inside, NS_ALL) == -1 ? -1
							   : join_become_root();
	for (int pass = 0; pass < 3; pass++) {
		for (size_t i = 0; i < c->njoined; i++) {
			const struct container_namespace *n = &c->joined[i];
			bool users = n->flag == CLONE_NEWUSER;

			if (done[i] || users != (pass == 1))
				continue;
			done[i] = join_file(n->path, n->flag) == 0;
			if (done[i] ? users && join_become_root() == -1
				    : pass > 0 || errno != EPERM)
				return -1;
		}
	}
	return 0;
}

void
run_usher(
    struct container *c, int channel, const sigset_t *signals, pid_t parent)
{
	struct channel_message born = { .kind = CHANNEL_BORN };

	/* Root inside is not to trace us, or the child, while we still have
	   what is the host's (CVE-2016-9962): until execve(2). */
	if (c->inside != 0 && prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == -1)
		fail(channel, EXIT_OURS);
	if (join_namespaces(c) == -1)
		fail(channel, EXIT_OURS);
	born.pid = ns_clone3(run_birth_flags(c) | CLONE_PARENT, NULL);
	if (born.pid == 0)
		run_child(c, channel, signals, parent);
	if (born.pid == -1 || channel_send(channel, &born, -1) == -1)
		fail(channel, EXIT_OURS);
	_exit(EXIT_SUCCESS);
}
