#include "07-combined/run.h"

#include "01-caps/user.h"
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
#include <linux/close_range.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Waits until the parent says go on; its end of the channel closed is no. */
static int
wait_for_parent(int channel)
{
	struct channel_message message;
	int fd;

	explain_call("waiting for the parent");
	if (channel_receive(channel, &message, &fd) == 1)
		return 0;
	errno = ECANCELED;
	return -1;
}

/* Uid 0 of the new user namespace: until now we were nobody in it. */
static int
become_root_inside(void)
{
	explain("root, of this user namespace only", "setresgid(0, 0, 0)");
	if (setresgid(0, 0, 0) == -1)
		return -1;
	explain("root, of this user namespace only", "setresuid(0, 0, 0)");
	return setresuid(0, 0, 0);
}

static int
hand_out_terminal(int channel)
{
	struct channel_message message = { .kind = CHANNEL_TERMINAL };
	int master = terminal_open();

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

int
run_become_container(struct container *c, int channel)
{
	/* Until our cgroup, our users and our network are there. */
	if (wait_for_parent(channel) == -1)
		return -1;
	if (c->namespaces & CLONE_NEWUSER && become_root_inside() == -1)
		return -1;

	/* Only now: its root is the cgroup that we are in at this moment. */
	if (c->namespaces & CLONE_NEWCGROUP &&
	    ns_unshare(CLONE_NEWCGROUP) == -1)
		return -1;

	if (rootfs_prepare(c) == -1 || rootfs_enter() == -1 ||
	    rootfs_fill(c) == -1)
		return -1;
	if (c->terminal && hand_out_terminal(channel) == -1)
		return -1;
	if (c->hostname != NULL && ns_set_hostname(c->hostname) == -1)
		return -1;
	if (c->namespaces & CLONE_NEWNET && ns_loopback_up() == -1)
		return -1;

	/* Before /proc/sys is made read-only. */
	if (set_sysctls(c) == -1)
		return -1;
	return rootfs_seal(c);
}

/* Names are the container's: from its own passwd(5) and group(5). */
static int
find_user(const struct container *c, struct caps_user *user)
{
	char answer[8] = "";

	explain_call("looking up user \"%s\" in the container's /etc/passwd",
	    c->user != NULL ? c->user : "root");
	*user = (struct caps_user){ 0 };
	if (c->user != NULL && user_find(c->user, user) == -1)
		return -1;
	file_read("/proc/self/setgroups", answer, sizeof(answer));
	user->keep_groups = strcmp(answer, "deny") == 0;
	return 0;
}

static int
set_resource_limits(const struct container *c)
{
	for (size_t i = 0; i < c->nlimits; i++) {
		explain_call("setrlimit(%d)", c->limits[i].resource);
		if (setrlimit(c->limits[i].resource, &c->limits[i].value) == -1)
			return -1;
	}
	if (c->oom_score_adj == NULL)
		return 0;
	return file_write("/proc/self/oom_score_adj",
	    "how soon the OOM killer takes us", "%s", c->oom_score_adj);
}

int
run_give_up_power(const struct container *c)
{
	struct caps_user user;

	if (find_user(c, &user) == -1 || set_resource_limits(c) == -1)
		return -1;
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

	if (c->no_new_privs && caps_no_new_privs() == -1)
		return -1;
	if (c->seccomp != NULL && c->no_new_privs)
		return filter_load(c->seccomp);
	return 0;
}

/* The child reports what failed, and is no more. */
static void
fail(int channel, int error)
{
	struct channel_message message = { .kind = CHANNEL_FAILED,
		.error = error };

	snprintf(message.text, sizeof(message.text), "%s", explain_last());
	channel_send(channel, &message, -1);
	_exit(EXIT_OURS);
}

/* With --init we stay PID 1 and reap; the command is our child. */
static void
split_off_init(int channel)
{
	sigset_t signals;

	command_catch_signals(&signals);
	pid_t command = fork();
	if (command == -1)
		fail(channel, errno);
	if (command > 0) {
		close_range(3, ~0U, 0);
		_exit(ns_run_init(command));
	}
	sigprocmask(SIG_SETMASK, &signals, NULL);
}

void
run_child(
    struct container *c, int channel, const sigset_t *signals, pid_t parent)
{
	struct channel_message ready = { .kind = CHANNEL_READY };

	command_die_with_parent(parent);
	sigprocmask(SIG_SETMASK, signals, NULL);
	if (run_become_container(c, channel) == -1 ||
	    channel_send(channel, &ready, -1) == -1 ||
	    wait_for_parent(channel) == -1 || run_give_up_power(c) == -1)
		fail(channel, errno);

	/* The change of user made the kernel forget it. */
	command_die_with_parent(parent);
	if (c->init)
		split_off_init(channel);

	/* Whatever our caller had open ends here; so does the channel. */
	close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
	environ = c->env;
	command_exec(c->argv);
}
