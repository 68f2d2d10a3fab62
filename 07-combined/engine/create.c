/*
 * The parent's side of the engine: what outlives a process belongs to us.
 *
 * Everything is made in one order and removed in reverse, whatever happens to
 * the child in between.
 */
#include "03-setns/join.h"
#include "04-cgroups/hierarchy.h"
#include "07-combined/engine/apparmor_default.h"
#include "07-combined/engine/cgroup_mount.h"
#include "07-combined/engine/channel.h"
#include "07-combined/engine/container.h"
#include "07-combined/engine/death_watchdog.h"
#include "07-combined/engine/detached_mount.h"
#include "07-combined/engine/init.h"
#include "07-combined/engine/overlay.h"
#include "07-combined/engine/terminal.h"
#include "07-combined/store/data_directory.h"
#include "07-combined/store/state.h"
#include "common/command.h"
#include "common/exits.h"
#include "common/explain.h"
#include "common/file.h"
#include "common/interrupt.h"
#include "common/text.h"

#include <err.h>
#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define DIED "the container's first process died"

/* Keeps the words for the failure. Returns -1. */
static int __attribute__((format(printf, 2, 3)))
failed(struct container_instance *i, const char *format, ...)
{
	char text[sizeof(i->failure)];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	text_line(i->failure, sizeof(i->failure), text);
	return -1;
}

int
container_limit(const struct container *c, const struct cgroup *cgroup)
{
	if (cgroup_set(cgroup, &c->resources) == -1)
		return -1;
	for (size_t i = 0; i < c->ncgroup_files; i++)
		if (cgroup_write(cgroup, c->cgroup_files[i].controller,
			c->cgroup_files[i].names,
			c->cgroup_files[i].value) == -1)
			return -1;

	/* A normal user has no right to make such rules, and its user namespace
	   no device nodes that work. */
	if (c->nrules == 0 || (geteuid() != 0 && container_has_users(c)))
		return 0;
	return devices_limit(cgroup, c->rules, c->nrules);
}

/*
 * Without a cgroup no limit holds, and no rule for devices: the root of a
 * container, if it is the machine's, makes a node of any disk and opens it. In a
 * user namespace no such node can be made.
 */
static int
do_without(const struct container *c, struct container_instance *i)
{
	static const struct cgroup_limits none;
	int all_users = mount_has_all_users();

	if (all_users == -1)
		return failed(i, "%s: %s", explain_last(), strerror(errno));
	if (memcmp(&c->resources, &none, sizeof(none)) != 0 ||
	    c->ncgroup_files > 0)
		return failed(i, "cgroup: %s; without it no limit holds",
		    cgroup_strerror());
	if (c->nrules > 0 && !container_has_users(c) && all_users)
		return failed(i,
		    "cgroup: %s; without it no rule for devices holds, and all "
		    "of the machine's could be used",
		    cgroup_strerror());
	return 0;
}

static int
show_cgroup(struct container *c, struct container_instance *i,
    const struct cgroup *cgroup)
{
	if (cgroup_mount_add(c, cgroup) == 0)
		return 0;
	return failed(i, "mounts: with those of its cgroup more than %d",
	    CONTAINER_MOUNTS);
}

/* Makes the cgroup, and limits it while nobody is in it. */
static int
make_cgroup(struct container *c, struct container_instance *i)
{
	struct cgroup nothing = { 0 };

	if (c->join_pid != 0) {
		if (c->cgroup != NULL &&
		    cgroup_open(&i->cgroup, c->cgroup) == -1)
			return failed(i, "cgroup: %s", cgroup_strerror());
		return 0;
	}
	if (c->cgroup == NULL || cgroup_create(&i->cgroup, c->cgroup) == -1) {
		if (show_cgroup(c, i, &nothing) == -1)
			return -1;
		if (c->cgroup == NULL || c->cgroup_optional)
			return do_without(c, i);
		return failed(i, "cgroup: %s", cgroup_strerror());
	}
	i->has_cgroup = true;
	if (container_limit(c, &i->cgroup) == -1)
		return failed(i, "cgroup: %s", cgroup_strerror());
	return show_cgroup(c, i, &i->cgroup);
}

/* Lowering it needs a privilege that the child may have given up. */
static int
set_oom_score(const struct container *c, pid_t pid)
{
	char path[64];

	if (c->oom_score_adj == NULL)
		return 0;
	snprintf(path, sizeof(path), "/proc/%d/oom_score_adj", (int)pid);
	return file_write(
	    path, "how soon the OOM killer takes it", "%s", c->oom_score_adj);
}

/* With exec it is another's. */
static bool
has_cgroup(const struct container *c, const struct container_instance *i)
{
	return i->has_cgroup || (c->join_pid != 0 && c->cgroup != NULL);
}

/* Opens the cgroup of v2 that process pid is in, ours or one below it. */
static int
open_cgroup_of(pid_t pid, const char *ours, struct cgroup *cgroup)
{
	char path[PATH_MAX];

	const char *name = hierarchy_place(pid, path, sizeof(path))
			       ? strstr(path, ours + (ours[0] == '/'))
			       : NULL;
	if (name != NULL)
		return cgroup_open(cgroup, name);
	errno = ENOENT;
	return -1;
}

/*
 * In v2 only the leaves have processes: a container that hands controllers down
 * to cgroups of its own has none in its topmost any more, EBUSY. So one more goes
 * where its first one is.
 */
static int
attach(const struct container *c, const struct container_instance *i)
{
	struct cgroup its;

	if (cgroup_attach(&i->cgroup, i->pid) == 0)
		return 0;
	if (errno != EBUSY || c->join_pid == 0 ||
	    open_cgroup_of(c->join_pid, c->cgroup, &its) == -1 ||
	    join_check(c->join_pidfd) == -1)
		return -1;
	return cgroup_attach(&its, i->pid);
}

/*
 * What only the parent can do, the child being alone in its namespaces: map
 * its users, and put it in its cgroup before it can start anything.
 */
static int
furnish(struct container *c, struct container_instance *i)
{
	struct channel_message go = { .kind = CHANNEL_GO, .pid = i->pid };

	if (c->namespaces & CLONE_NEWUSER &&
	    ns_map_ids(i->pid, c->uids, c->nuids, c->gids, c->ngids) == -1)
		return failed(i, "%s: %s", explain_last(), strerror(errno));
	if (has_cgroup(c, i) && !i->in_cgroup && attach(c, i) == -1)
		return failed(i, "cgroup: %s", cgroup_strerror());
	if (set_oom_score(c, i->pid) == -1 ||
	    (c->hook != NULL && c->hook(c, HOOK_NAMESPACES, i->pid) == -1))
		return failed(i, "%s: %s", explain_last(), strerror(errno));
	if (channel_send(i->channel, &go, -1) == -1)
		return failed(i, "the child: %s", strerror(errno));
	return 0;
}

static int
interrupted(struct container_instance *i, int sig)
{
	i->status = EXIT_SIGNAL(sig);
	return failed(i, "interrupted: SIG%s", sigabbrev_np(sig));
}

/*
 * The kernel says which process has sent a message. It is another one than before
 * where that has a child in the container, born as a child of ours, and leaves.
 */
static int
follow(struct container_instance *i, pid_t sender)
{
	siginfo_t info;

	if (sender == i->pid || i->pid == -1)
		return 0;
	if (waitid(P_PID, sender, &info, WEXITED | WNOHANG | WNOWAIT) == -1)
		return failed(i, "process %d is not the child", (int)sender);
	waitpid(i->pid, NULL, 0);
	i->pid = sender;
	return 0;
}

/*
 * Others in there may speak for the child once it is in there. What we want of it
 * has come by then, and comes once.
 */
static void
keep(struct container_instance *i, enum channel_kind kind, int fd)
{
	if (kind == CHANNEL_TERMINAL && i->wants_terminal) {
		i->master = fd;
		i->wants_terminal = false;
	} else if (kind == CHANNEL_FILE && i->wants_file) {
		i->file = fd;
		i->wants_file = false;
	} else if (fd != -1) {
		close(fd);
	}
}

/* Does one of its files stay ours to change? */
static bool
shares_file(const struct container *c)
{
	for (size_t i = 0; i < c->nfiles; i++)
		if (c->files[i].shared)
			return true;
	return false;
}

/*
 * Listens until the child is ready, or has executed the command; or until we
 * are not to wait for it any longer.
 */
static int
listen_to_child(struct container_instance *i)
{
	struct channel_message message;
	int fd, result, sig;

	for (;;) {
		if (interrupt_wait(i->channel, &sig) != 0)
			return interrupted(i, sig);
		result = channel_receive(i->channel, &message, &fd);
		if (result == 0 && explain_refused() != 0)
			return interrupted(i, explain_refused());
		if (result == -1 && errno == ECONNRESET)
			return failed(i, DIED);
		if (result == -1)
			return failed(i, "the child: %s", strerror(errno));
		if (result != 1)
			return result;
		if (message.kind == CHANNEL_READY ||
		    message.kind == CHANNEL_MOUNTED ||
		    message.kind == CHANNEL_BORN)
			return follow(i, message.sender) == -1 ? -1 : 1;
		keep(i, message.kind, fd);
		if (message.kind == CHANNEL_FAILED) {
			message.text[sizeof(message.text) - 1] = '\0';
			i->status = message.status;
			return failed(i, "%s%s%s", message.text,
			    message.error != 0 ? ": " : "",
			    message.error != 0 ? strerror(message.error) : "");
		}
	}
}

/* The PID of its parent as the child will see it: 0 where it sees none. */
static pid_t
visible_parent(const struct container *c)
{
	return c->namespaces & CLONE_NEWPID ? 0 : getpid();
}

/* What shows its child in leaves. */
static int
meet_child(struct container_instance *i)
{
	int result = listen_to_child(i);

	if (result == 0)
		return failed(i, "the way into the namespaces was lost");
	return result == 1 ? 0 : -1;
}

/* In its cgroup, where the kernel can do that: it is not to be moved then. */
static pid_t
give_birth(const struct container *c, struct container_instance *i, int flags)
{
	int cgroup = has_cgroup(c, i) ? cgroup_open_directory(&i->cgroup) : -1;

	i->in_cgroup = cgroup != -1;
	pid_t pid = ns_clone3(flags, cgroup);
	if (pid == -1 && i->in_cgroup) {
		i->in_cgroup = false; /* cgroup_attach() will say why not */
		pid = ns_clone3(flags, -1);
	}
	if (cgroup != -1)
		close(cgroup);
	return pid;
}

static int
spawn(struct container *c, struct container_instance *i)
{
	int ends[2];
	pid_t parent = visible_parent(c);
	bool usher = c->njoined > 0;

	if (channel_open(ends) == -1 || channel_ask_sender(ends[0]) == -1)
		return failed(i, "socketpair: %s", strerror(errno));
	command_catch_signals(&i->signals);
	if (c->signals != NULL)
		i->signals = *c->signals;
	i->pid = give_birth(c, i, usher ? 0 : init_clone_flags(c));
	if (i->pid == 0) {
		close(ends[0]);
		data_close();
		state_close();
		if (usher)
			joiner_main(c, ends[1], &i->signals, parent);
		init_main(c, ends[1], &i->signals, parent);
	}
	close(ends[1]);
	i->channel = ends[0];
	if (i->pid == -1)
		return failed(i, "%s: %s", explain_last(), strerror(errno));
	return usher ? meet_child(i) : 0;
}

/* See detached_mount.h for who has to do it. */
static int
clone_sources(struct container *c, struct container_instance *i)
{
	if (c->join_pid != 0 || geteuid() != 0 ||
	    (mount_clone_all(c) == 0 && overlay_clone_layers(c) == 0))
		return 0;
	return failed(i, "%s: %s", explain_last(), strerror(errno));
}

/* Listens until the child has got that far; whatever else it is, is bad. */
static int
await_child(struct container_instance *i)
{
	switch (listen_to_child(i)) {
	case 1:
		return 0;
	case 0:
		return failed(i, DIED);
	default:
		return -1;
	}
}

/* Hooks see the mounts where the host sees the root: before pivot_root. */
static int
call_hooks_at_root(struct container *c, struct container_instance *i)
{
	struct channel_message go = { .kind = CHANNEL_GO, .pid = i->pid };

	if (!c->create_hooks)
		return 0;
	if (await_child(i) == -1)
		return -1;
	if (c->hook(c, HOOK_CREATE_RUNTIME, i->pid) == -1)
		return failed(i, "%s: %s", explain_last(), strerror(errno));
	if (channel_send(i->channel, &go, -1) == -1)
		return failed(i, "the child: %s", strerror(errno));
	return 0;
}

int
container_create(struct container *c, struct container_instance *i)
{
	*i = (struct container_instance){ .pid = -1,
		.channel = -1,
		.master = -1,
		.file = -1,
		.wants_terminal = c->terminal,
		.wants_file = shares_file(c),
		.status = EXIT_OURS };

	/* Or it would be the host's root that is changed. */
	if (c->join_pid <= 0 && !(c->namespaces & CLONE_NEWNS))
		return failed(i, "no mount namespace, new or another's");
	if (c->apparmor_generated) {
		i->profile = apparmor_default_hold();
		if (i->profile == -1)
			return failed(i, "AppArmor profile %s: %s", c->apparmor,
			    strerror(errno));
	}
	if (make_cgroup(c, i) == -1 || clone_sources(c, i) == -1 ||
	    spawn(c, i) == -1 || furnish(c, i) == -1)
		return -1;
	mount_clone_release(c);
	/* The agent waits until all have closed it. */
	if (c->seccomp_agent > 0)
		close(c->seccomp_agent);
	if (call_hooks_at_root(c, i) == -1 || await_child(i) == -1)
		return -1;
	if (c->hook != NULL && c->hook(c, HOOK_START_CONTAINER, i->pid) == -1)
		return failed(i, "%s: %s", explain_last(), strerror(errno));

	/* Its execve(2) makes the kernel forget that it is ours. */
	if (c->apparmor != NULL && !c->detached &&
	    death_watchdog_start(i->pid) == -1)
		return failed(i, "guard: %s", strerror(errno));
	return 0;
}

int
container_start(struct container_instance *i)
{
	struct channel_message go = { .kind = CHANNEL_GO, .pid = i->pid };

	if (channel_send(i->channel, &go, -1) == -1)
		return failed(i, DIED);
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
		if (cgroup_remove(&i->cgroup) == -1 && errno != ENOENT)
			warnx("cgroup: %s", cgroup_strerror());
	}
	if (i->profile > 0 && apparmor_default_release(i->profile) == -1)
		warn("AppArmor profile %s", c->apparmor);
}
