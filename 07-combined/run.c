/*
 * The engine: a container is made here, and the order is the lesson.
 *
 * become_container() and give_up_power() are what the child does to itself,
 * container_run() what only somebody outside can do for it.
 */
#include "03-setns/join.h"
#include "05-seccomp/filter.h"
#include "06-apparmor/apparmor.h"
#include "07-combined/channel.h"
#include "07-combined/container.h"
#include "07-combined/rootfs.h"
#include "07-combined/terminal.h"
#include "common/command.h"
#include "common/exits.h"
#include "common/explain.h"
#include "common/file.h"

#include <err.h>
#include <errno.h>
#include <linux/close_range.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

/* The child waits until its cgroup, its users and its network are there. */
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

/* What the container sees: each step needs root, and the ones before it. */
static int
become_container(struct container *c, int channel)
{
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

/* What the container may do: from here on, each step takes something away. */
static int
give_up_power(const struct container *c)
{
	if (set_resource_limits(c) == -1)
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

	if (caps_limit(c->caps.bounding) == -1 ||
	    caps_set_user(&c->user) == -1 ||
	    caps_set(c->caps.permitted, c->caps.effective,
		c->caps.inheritable) == -1 ||
	    caps_raise(c->caps.ambient) == -1)
		return -1;

	if (c->no_new_privs && caps_no_new_privs() == -1)
		return -1;
	if (c->seccomp != NULL && c->no_new_privs &&
	    filter_load(c->seccomp) == -1)
		return -1;

	/* As the user that we are now: not all that root could enter. */
	explain_call("chdir(\"%s\")", c->cwd);
	return chdir(c->cwd);
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

static void
child(struct container *c, int channel, const sigset_t *signals, pid_t parent)
{
	command_die_with_parent(parent);
	sigprocmask(SIG_SETMASK, signals, NULL);
	if (become_container(c, channel) == -1 || give_up_power(c) == -1)
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

/*
 * What only the parent can do, the child being alone in its namespaces: map
 * its users, and put it in its cgroup before it can start anything.
 */
static int
furnish(const struct container *c, const struct cgroup *cgroup, pid_t pid,
    int channel)
{
	struct channel_message go = { .kind = CHANNEL_GO };

	if (c->namespaces & CLONE_NEWUSER &&
	    ns_map_ids(pid, c->uids, c->nuids, c->gids, c->ngids) == -1)
		return -1;
	if (c->cgroup != NULL && cgroup_attach(cgroup, pid) == -1)
		return -1;
	return channel_send(channel, &go, -1);
}

/* Listens until the command is executed. Returns 0, or -1 where it is not. */
static int
wait_for_exec(int channel, int *master)
{
	struct channel_message message;
	int fd, result;

	while ((result = channel_receive(channel, &message, &fd)) == 1) {
		if (message.kind == CHANNEL_TERMINAL)
			*master = fd;
		if (message.kind == CHANNEL_FAILED) {
			message.text[sizeof(message.text) - 1] = '\0';
			errno = message.error;
			warn("%s", message.text);
			return -1;
		}
	}
	return result;
}

/* From the first namespace to the exit status. */
static int
run(struct container *c, const struct cgroup *cgroup)
{
	sigset_t signals;
	int ends[2], master = -1;
	pid_t parent = c->namespaces & CLONE_NEWPID ? 0 : getpid();

	if (channel_open(ends) == -1) {
		warn("socketpair");
		return EXIT_OURS;
	}
	command_catch_signals(&signals);
	pid_t pid = ns_clone3(c->namespaces & ~CLONE_NEWCGROUP, NULL);
	if (pid == 0) {
		close(ends[0]);
		child(c, ends[1], &signals, parent);
	}
	close(ends[1]);
	if (pid == -1 || furnish(c, cgroup, pid, ends[0]) == -1) {
		warn("%s", explain_last());
		close(ends[0]); /* the child, still waiting, sees it and ends */
		if (pid != -1)
			waitpid(pid, NULL, 0);
		return EXIT_OURS;
	}

	int failed = wait_for_exec(ends[0], &master);
	close(ends[0]);
	int status =
	    master != -1 ? terminal_wait(pid, master) : command_wait(pid);
	return failed ? EXIT_OURS : status;
}

/*
 * The container's own cgroup, and nothing above it, where programs look for
 * it. In v1 it is a directory in each hierarchy.
 */
static void
show_cgroup(struct container *c, const struct cgroup *cgroup)
{
	if (c->nmounts + CGROUP_CONTROLLERS + 1 > CONTAINER_MAX)
		return;
	if (cgroup->at[CGROUP_CORE].version == 2 &&
	    cgroup->at[CGROUP_MEMORY].version != 1) {
		c->mounts[c->nmounts++] = (struct container_mount){
			.source = cgroup->at[CGROUP_CORE].path,
			.target = "/sys/fs/cgroup",
			.flags = MS_RDONLY,
		};
		return;
	}
	c->mounts[c->nmounts++] =
	    (struct container_mount){ "tmpfs", "/sys/fs/cgroup", "tmpfs",
		    MS_NOSUID | MS_NODEV | MS_NOEXEC, "mode=755", -1 };
	for (int i = 0; i < CGROUP_CORE; i++) {
		static char targets[CGROUP_CORE][64];
		static const char *const names[] = { "cpu", "cpuacct", "cpuset",
			"memory", "blkio", "pids", "freezer" };

		if (cgroup->at[i].version != 1)
			continue;
		snprintf(targets[i], sizeof(targets[i]), "/sys/fs/cgroup/%s",
		    names[i]);
		c->mounts[c->nmounts++] =
		    (struct container_mount){ .source = cgroup->at[i].path,
			    .target = targets[i],
			    .flags = MS_RDONLY };
	}
}

static int
load_profile(const struct container *c)
{
	char text[APPARMOR_TEXT_MAX];

	if (apparmor_generate(
		c->apparmor, &apparmor_container, text, sizeof(text)) == -1)
		return -1;
	return apparmor_load(text, false);
}

/* In its cgroup; what is made here is removed here, in reverse. */
static int
run_in_cgroup(struct container *c)
{
	struct cgroup cgroup;
	int status = EXIT_OURS;

	if (cgroup_create(&cgroup, c->cgroup) == -1) {
		if (c->cgroup_optional) {
			c->cgroup = NULL;
			return run(c, NULL);
		}
		warnx("cgroup %s: %s", c->cgroup, cgroup_strerror());
		return EXIT_OURS;
	}
	show_cgroup(c, &cgroup);
	if (cgroup_set(&cgroup, &c->resources) == -1)
		warnx("%s", cgroup_strerror());
	else
		status = run(c, &cgroup);

	/* Nothing outlives the container: not what left its PID namespace. */
	cgroup_kill(&cgroup);
	if (cgroup_remove(&cgroup) == -1)
		warnx("%s", cgroup_strerror());
	return status;
}

int
container_run(struct container *c)
{
	if (!c->apparmor_generated)
		return run_in_cgroup(c);

	if (load_profile(c) == -1) {
		warn("AppArmor profile %s", c->apparmor);
		return EXIT_OURS;
	}
	int status = run_in_cgroup(c);
	if (apparmor_unload(c->apparmor) == -1)
		warn("remove AppArmor profile %s", c->apparmor);
	return status;
}
