/*
 * The parent's side of the engine: what outlives a process belongs to us.
 *
 * Everything is made in one order and removed in reverse, whatever happens to
 * the child in between.
 */
#include "06-apparmor/apparmor.h"
#include "07-combined/channel.h"
#include "07-combined/container.h"
#include "07-combined/run.h"
#include "07-combined/terminal.h"
#include "common/command.h"
#include "common/exits.h"
#include "common/explain.h"

#include <err.h>
#include <errno.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

/* Keeps the words for the failure. Returns -1. */
static int __attribute__((format(printf, 2, 3)))
failed(struct container_instance *i, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(i->failure, sizeof(i->failure), format, ap);
	va_end(ap);
	return -1;
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
			"memory", "blkio", "pids", "freezer", "devices" };

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

/* Makes the cgroup, and limits it while nobody is in it. */
static int
make_cgroup(struct container *c, struct container_instance *i)
{
	if (c->cgroup == NULL)
		return 0;
	if (cgroup_create(&i->cgroup, c->cgroup) == -1) {
		if (c->cgroup_optional)
			return 0;
		return failed(i, "cgroup: %s", cgroup_strerror());
	}
	i->has_cgroup = true;
	if (cgroup_set(&i->cgroup, &c->resources) == -1)
		return failed(i, "cgroup: %s", cgroup_strerror());
	show_cgroup(c, &i->cgroup);
	return 0;
}

/*
 * What only the parent can do, the child being alone in its namespaces: map
 * its users, and put it in its cgroup before it can start anything.
 */
static int
furnish(const struct container *c, struct container_instance *i)
{
	struct channel_message go = { .kind = CHANNEL_GO };

	if (c->namespaces & CLONE_NEWUSER &&
	    ns_map_ids(i->pid, c->uids, c->nuids, c->gids, c->ngids) == -1)
		return failed(i, "%s: %s", explain_last(), strerror(errno));
	if (i->has_cgroup && cgroup_attach(&i->cgroup, i->pid) == -1)
		return failed(i, "cgroup: %s", cgroup_strerror());
	if (channel_send(i->channel, &go, -1) == -1)
		return failed(i, "the child: %s", strerror(errno));
	return 0;
}

/* Listens until the child is ready, or has executed the command. */
static int
listen_to_child(struct container_instance *i)
{
	struct channel_message message;
	int fd, result;

	while ((result = channel_receive(i->channel, &message, &fd)) == 1) {
		if (message.kind == CHANNEL_READY)
			return 1;
		if (message.kind == CHANNEL_TERMINAL)
			i->master = fd;
		if (message.kind == CHANNEL_FAILED) {
			message.text[sizeof(message.text) - 1] = '\0';
			return failed(
			    i, "%s: %s", message.text, strerror(message.error));
		}
	}
	return result;
}

static int
spawn(struct container *c, struct container_instance *i)
{
	int ends[2];
	pid_t parent = c->namespaces & CLONE_NEWPID ? 0 : getpid();

	if (channel_open(ends) == -1)
		return failed(i, "socketpair: %s", strerror(errno));
	command_catch_signals(&i->signals);
	i->pid = ns_clone3(c->namespaces & ~CLONE_NEWCGROUP, NULL);
	if (i->pid == 0) {
		close(ends[0]);
		run_child(c, ends[1], &i->signals, parent);
	}
	close(ends[1]);
	i->channel = ends[0];
	if (i->pid == -1)
		return failed(i, "%s: %s", explain_last(), strerror(errno));
	return 0;
}

int
container_create(struct container *c, struct container_instance *i)
{
	*i = (struct container_instance){
		.pid = -1, .channel = -1, .master = -1
	};

	if (c->apparmor_generated) {
		if (load_profile(c) == -1)
			return failed(i, "AppArmor profile %s: %s", c->apparmor,
			    strerror(errno));
		i->has_profile = true;
	}
	if (make_cgroup(c, i) == -1 || spawn(c, i) == -1 || furnish(c, i) == -1)
		return -1;
	switch (listen_to_child(i)) {
	case 1:
		return 0;
	case 0:
		return failed(i, "the container's first process died");
	default:
		return -1;
	}
}

int
container_start(struct container_instance *i)
{
	struct channel_message go = { .kind = CHANNEL_GO };

	if (channel_send(i->channel, &go, -1) == -1)
		return failed(i, "the container's first process died");
	return listen_to_child(i);
}

int
container_wait(struct container_instance *i)
{
	int status = i->master != -1 ? terminal_wait(i->pid, i->master)
				     : command_wait(i->pid);

	i->pid = -1;
	return status;
}

void
container_remove(const struct container *c, struct container_instance *i)
{
	if (i->channel != -1)
		close(i->channel); /* a child that still waits sees it */
	if (i->pid != -1) {
		kill(i->pid, SIGKILL);
		waitpid(i->pid, NULL, 0);
	}
	/* Not only the child's descendants: what was put into it, too. */
	if (i->has_cgroup) {
		cgroup_kill(&i->cgroup);
		if (cgroup_remove(&i->cgroup) == -1)
			warnx("cgroup: %s", cgroup_strerror());
	}
	if (i->has_profile && apparmor_unload(c->apparmor) == -1)
		warn("AppArmor profile %s", c->apparmor);
}

int
container_run(struct container *c)
{
	struct container_instance instance;
	int status = EXIT_OURS;

	if (container_create(c, &instance) == -1 ||
	    container_start(&instance) == -1)
		warnx("%s", instance.failure);
	else
		status = container_wait(&instance);
	container_remove(c, &instance);
	return status;
}
