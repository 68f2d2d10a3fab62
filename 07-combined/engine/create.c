/*
 * The parent's side of the engine: what outlives a process belongs to us.
 *
 * Everything is made in one order and removed in reverse, whatever happens to
 * the child in between.
 */
#include "03-setns/join.h"
#include "04-cgroups/tree/hierarchy.h"
#include "07-combined/engine/apparmor_default.h"
#include "07-combined/engine/cgroup_mount.h"
#include "07-combined/engine/channel.h"
#include "07-combined/engine/container.h"
#include "07-combined/engine/container_scope.h"
#include "07-combined/engine/death_watchdog.h"
#include "07-combined/engine/detached_mount.h"
#include "07-combined/engine/init.h"
#include "07-combined/engine/overlay.h"
#include "07-combined/engine/standard_streams.h"
#include "07-combined/engine/terminal.h"
#include "07-combined/store/data_directory.h"
#include "07-combined/store/state.h"
#include "common/command.h"
#include "common/exits.h"
#include "common/explain.h"
#include "common/failure.h"
#include "common/file.h"
#include "common/interrupt.h"
#include "common/text.h"

#include <err.h>
#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define DIED "the container's first process died"

static int __attribute__((format(printf, 2, 3)))
failed(struct container *c, const char *format, ...);
static bool shares_file(const struct container_spec *spec);
static int hold_profile(struct container *c);
static int make_cgroup(struct container *c);
static int clone_sources(struct container *c);
static int replace_streams(struct container *c);
static int spawn(struct container *c);
static int prepare_child(struct container *c);
static int tell_child(struct container *c);
static int call_hooks_at_root(struct container *c);
static int listen_to_child(struct container *c);
static int await_child(struct container *c);
static int call_hook(struct container *c, enum hook_stage stage);
static int guard_child(struct container *c);
static void remove_cgroup(struct container *c);

int
container_create(struct container *c)
{
	const struct container_spec *spec = c->spec;

	c->expects_terminal = spec->terminal;
	c->expects_file = shares_file(spec);
	c->root.source_fd = spec->rootfs_fd;
	memcpy(c->stdio, spec->stdio, sizeof(c->stdio));

	/* Without its own mounts, the child would change the host's root. */
	if (spec->join_pid <= 0 && !container_has_mounts(spec))
		return failed(c, "no mount namespace, new or another's");

	/* Parent, on the host, all privileges of its caller. */
	explain_phase("the AppArmor profile", 6);
	if (hold_profile(c) == -1)
		return -1;
	explain_phase("the cgroup and its limits", 4);
	if (make_cgroup(c) == -1)
		return -1;
	explain_phase("the host's files, to be mounted", 7);
	if (clone_sources(c) == -1)
		return -1;
	if (replace_streams(c) == -1)
		return -1;
	explain_phase(spec->join_pid != 0 ? "a process for the container"
					  : "a process in new namespaces",
	    2);
	if (spawn(c) == -1)
		return -1;

	/* Parent, on the host. The child is in its namespaces, and waits. */
	if (prepare_child(c) == -1)
		return -1;
	standard_streams_map(c, spec->join_pid > 0 ? spec->join_pid : c->pid);
	if (tell_child(c) == -1)
		return -1;
	mount_clone_release(c);
	/* The agent waits until all processes have closed its socket. */
	if (spec->seccomp_agent != -1)
		close(spec->seccomp_agent);

	/* Parent, on the host. The child fills its root: init_set_up(). */
	if (call_hooks_at_root(c) == -1)
		return -1;
	if (await_child(c) == -1)
		return -1;

	/*
	 * Parent, on the host. The child has its root, has the privileges that
	 * were asked for, and waits for container_start().
	 */
	if (call_hook(c, HOOK_START_CONTAINER) == -1)
		return -1;
	return guard_child(c);
}

int
container_start(struct container *c)
{
	struct channel_message go = { .kind = CHANNEL_GO, .pid = c->pid };

	if (channel_send(c->channel, &go, -1) == -1)
		return failed(c, DIED);
	return listen_to_child(c);
}

int
container_wait(struct container *c)
{
	int status = c->master != -1 ? terminal_wait(c->pid, c->master)
				     : command_wait(c->pid);

	c->pid = -1;
	return status;
}

void
container_remove(struct container *c)
{
	explain_phase("the end", 4);
	if (c->channel != -1)
		close(c->channel); /* a child that still waits sees it */
	if (c->pid != -1) {
		kill(c->pid, SIGKILL);
		waitpid(c->pid, NULL, 0);
	}
	container_scope_settle(c);
	remove_cgroup(c);
	if (c->apparmor_lock != -1 &&
	    apparmor_default_release(c->apparmor_lock) == -1)
		warn("AppArmor profile %s", c->spec->apparmor);
	mount_clone_release(c);
	free(c->mounts);
	free(c->device_fds);
	free(c->lower_mounts);
}

/*
 * The remedy where a normal user's namespaces are not what they were: the step
 * that fails may be any of those that need a capability inside.
 */
static const char *
advice_for(const struct container *c, const char *text)
{
	if (c->spec == NULL || !(c->spec->namespaces & CLONE_NEWUSER) ||
	    geteuid() == 0 || c->pid == 0)
		return NULL;
	return strstr(text, strerror(EPERM)) != NULL ||
		       strstr(text, strerror(EACCES)) != NULL ||
		       strstr(text, strerror(ENOSPC)) != NULL
		   ? ns_user_advice()
		   : NULL;
}

/* Keeps the words for the failure. Returns -1. */
static int __attribute__((format(printf, 2, 3)))
failed(struct container *c, const char *format, ...)
{
	char text[sizeof(c->failure)];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	const char *advice = advice_for(c, text);
	size_t used = strlen(text);
	if (advice != NULL)
		snprintf(text + used, sizeof(text) - used, " (%s)", advice);
	text_line(c->failure, sizeof(c->failure), text);
	return -1;
}

/* The same, where failure_set() has the words of the step. */
static int
failed_step(struct container *c)
{
	return failed(c, "%s: %s", failure_text(), strerror(errno));
}

/* Does the parent keep a file of the container, to change it later? */
static bool
shares_file(const struct container_spec *spec)
{
	for (size_t i = 0; i < spec->nfiles; i++)
		if (spec->files[i].shared)
			return true;
	return false;
}

/* The AppArmor profile stays loaded until the last container lets go of it. */
static int
hold_profile(struct container *c)
{
	if (!c->spec->apparmor_generated)
		return 0;
	c->apparmor_lock = apparmor_default_hold();
	if (c->apparmor_lock != -1)
		return 0;
	return failed(
	    c, "AppArmor profile %s: %s", c->spec->apparmor, strerror(errno));
}

/*
 * Root of a user namespace that we are in may not load the program of v2, and
 * may not make a device node either; what the cgroups above deny, they still
 * deny. runc and crun go on here, too.
 */
static bool
is_nested(const struct cgroup *cgroup, int error)
{
	bool nested = error == EPERM &&
		      cgroup->at[CGROUP_DEVICES].version != 1 &&
		      mount_has_all_users() == 0;

	errno = error;
	return nested;
}

int
container_limit(const struct container_spec *spec, const struct cgroup *cgroup)
{
	if (cgroup_set(cgroup, &spec->resources) == -1)
		return -1;
	for (size_t i = 0; i < spec->ncgroup_files; i++)
		if (cgroup_write(cgroup, spec->cgroup_files[i].controller,
			spec->cgroup_files[i].names,
			spec->cgroup_files[i].value) == -1)
			return -1;

	/*
	 * A normal user has no right to make such rules, and its user namespace
	 * no device nodes that work.
	 */
	if (spec->nrules == 0 || (geteuid() != 0 && container_has_users(spec)))
		return 0;
	if (devices_limit(cgroup, spec->rules, spec->nrules) == 0)
		return 0;
	return is_nested(cgroup, errno) ? 0 : -1;
}

/*
 * Without a cgroup no limit holds, and no rule for devices: the root of a
 * container, if it is the machine's, makes a node of any disk and opens it. In a
 * user namespace no such node can be made.
 */
static int
do_without(struct container *c)
{
	static const struct cgroup_limits none;
	const struct container_spec *spec = c->spec;
	int all_users = mount_has_all_users();

	if (all_users == -1)
		return failed_step(c);
	if (memcmp(&spec->resources, &none, sizeof(none)) != 0 ||
	    spec->ncgroup_files > 0)
		return failed(c, "cgroup: %s; without it no limit holds",
		    cgroup_strerror());
	if (spec->nrules > 0 && !container_has_users(spec) && all_users)
		return failed(c,
		    "cgroup: %s; without it no rule for devices holds, and all "
		    "of the machine's could be used",
		    cgroup_strerror());
	return 0;
}

static int
show_cgroup(struct container *c, const struct cgroup *cgroup)
{
	if (cgroup_mount_add(c, cgroup) == 0)
		return 0;
	return failed(c, "mounts: %s", strerror(errno));
}

/* Most containers need no side controller: see controllers.h. */
static int
join_side_controllers(struct container *c)
{
	for (size_t i = 0; i < c->spec->ncgroup_files; i++) {
		enum cgroup_controller each =
		    c->spec->cgroup_files[i].controller;

		if (controller_is_side(each) &&
		    cgroup_extend(&c->cgroup, each) == -1)
			return -1;
	}
	return 0;
}

static int
make_own_cgroup(struct container *c)
{
	if (c->spec->cgroup_adopted)
		return cgroup_adopt(&c->cgroup, c->spec->cgroup);
	if (cgroup_find(&c->cgroup, c->spec->cgroup) == -1)
		return -1;
	return cgroup_create(&c->cgroup, false);
}

/* Makes the cgroup, and limits it while no process is in it. */
static int
make_cgroup(struct container *c)
{
	struct cgroup nothing = { 0 };
	const struct container_spec *spec = c->spec;

	if (spec->join_pid != 0) {
		if (spec->cgroup != NULL &&
		    cgroup_open(&c->cgroup, spec->cgroup) == -1)
			return failed(c, "cgroup: %s", cgroup_strerror());
		return 0;
	}
	if (spec->scope != NULL) {
		if (container_scope_start(c) == -1)
			return failed_step(c);
	} else if (spec->cgroup == NULL || make_own_cgroup(c) == -1) {
		if (show_cgroup(c, &nothing) == -1)
			return -1;
		if (spec->cgroup == NULL || spec->cgroup_optional)
			return do_without(c);
		return failed(c, "cgroup: %s", cgroup_strerror());
	}
	c->has_cgroup = true;
	if (join_side_controllers(c) == -1)
		return failed(c, "cgroup: %s", cgroup_strerror());
	if (container_limit(spec, &c->cgroup) == -1)
		return failed(c, "cgroup: %s", cgroup_strerror());
	return show_cgroup(c, &c->cgroup);
}

/* detached_mount.h says which process has to do this, and why. */
static int
clone_sources(struct container *c)
{
	if (c->spec->join_pid != 0 || geteuid() != 0 ||
	    (mount_clone_all(c) == 0 && overlay_clone_layers(c) == 0))
		return 0;
	return failed_step(c);
}

/* Here the host's names are in sight, and the session is the caller's. */
static int
replace_streams(struct container *c)
{
	if (standard_streams_replace(c) == 0)
		return 0;
	return failed_step(c);
}

/* The PID of its parent as the child will see it: 0 where it sees none. */
static pid_t
visible_parent(const struct container_spec *spec)
{
	return spec->namespaces & CLONE_NEWPID ? 0 : getpid();
}

/* Waits for the message of the intermediate process's child. */
static int
meet_child(struct container *c)
{
	int result = listen_to_child(c);

	if (result == 0)
		return failed(c, "the process that joins the namespaces died");
	return result == 1 ? 0 : -1;
}

/* With exec the cgroup is the container's, and not ours to remove. */
static bool
has_cgroup(const struct container *c)
{
	return c->has_cgroup ||
	       (c->spec->join_pid != 0 && c->spec->cgroup != NULL);
}

/*
 * Opens what the child needs to be in its cgroups without a move: the directory of
 * v2 into *v2, -1 where there is none, and in v1 the files of c->tasks. Returns
 * whether the parent need not move the child.
 */
static bool
open_cgroup(struct container *c, int *v2)
{
	*v2 = -1;
	if (!has_cgroup(c))
		return false;
	*v2 = cgroup_open_directory(&c->cgroup);
	if (*v2 == -1 && errno != ENOTSUP)
		return false;
	return tasks_v1_open(&c->tasks, &c->cgroup) == 0;
}

/* Where the kernel can do that, the child is born in its cgroup: no move. */
static pid_t
clone_into_cgroup(struct container *c, int flags)
{
	int cgroup;

	c->born_in_cgroup = open_cgroup(c, &cgroup);
	pid_t pid = ns_clone3(flags, cgroup);
	if (pid == -1 && cgroup != -1) {
		/* cgroup_attach() will say why not. */
		c->born_in_cgroup = false;
		tasks_v1_close(&c->tasks);
		pid = ns_clone3(flags, -1);
	}
	if (cgroup != -1)
		close(cgroup);
	return pid;
}

static int
spawn(struct container *c)
{
	int ends[2];
	pid_t parent = visible_parent(c->spec);
	bool joins = c->spec->njoined > 0;

	if (channel_open(ends) == -1 || channel_ask_sender(ends[0]) == -1)
		return failed(c, "socketpair: %s", strerror(errno));
	command_block_signals(NULL);
	c->pid = clone_into_cgroup(c, joins ? 0 : init_clone_flags(c->spec));
	if (c->pid == 0) {
		close(ends[0]);
		data_close();
		state_close();
		if (joins)
			joiner_main(c, ends[1], parent);
		init_main(c, ends[1], parent);
	}
	close(ends[1]);
	c->channel = ends[0];
	bool enters = c->tasks.any;
	tasks_v1_close(&c->tasks);
	if (c->pid == -1)
		return failed_step(c);
	if (joins && meet_child(c) == -1)
		return -1;
	/* Nothing is asked of the child before it is in its cgroups. */
	return enters ? await_child(c) : 0;
}

/* Lowering oom_score_adj takes a privilege that the child may have dropped. */
static int
set_oom_score(const struct container_spec *spec, pid_t pid)
{
	char path[64];

	if (spec->oom_score_adj == NULL)
		return 0;
	snprintf(path, sizeof(path), "/proc/%d/oom_score_adj", (int)pid);
	return file_write(path, "how soon the OOM killer takes it", "%s",
	    spec->oom_score_adj);
}

/* Opens the cgroup of v2 that process pid is in, ours or one below it. */
static int
open_cgroup_of(pid_t pid, const char *ours, struct cgroup *cgroup)
{
	char path[PATH_MAX];

	const char *name = hierarchy_path_of(pid, path, sizeof(path))
			       ? strstr(path, ours)
			       : NULL;
	if (name != NULL)
		return cgroup_open(cgroup, name);
	errno = ENOENT;
	return -1;
}

/*
 * In v2 only the leaves have processes: a container that has enabled
 * controllers for cgroups of its own can have none in its topmost cgroup,
 * EBUSY. So one more process goes where the container's first one is.
 */
static int
attach(const struct container *c)
{
	struct cgroup its;

	if (cgroup_attach(&c->cgroup, c->pid) == 0)
		return 0;
	if (errno != EBUSY || c->spec->join_pid == 0 ||
	    open_cgroup_of(c->spec->join_pid, c->spec->cgroup, &its) == -1 ||
	    join_check(c->spec->join_pidfd) == -1)
		return -1;
	return cgroup_attach(&its, c->pid);
}

/* A normal user's cgroup may be where only systemd may move a process to. */
static int
enter_cgroup(struct container *c)
{
	if (!has_cgroup(c) || c->born_in_cgroup || attach(c) == 0)
		return 0;
	if (errno != EACCES || c->spec->scope == NULL)
		return failed(c, "cgroup: %s", cgroup_strerror());
	return scope_attach(c->spec->scope, c->pid) == 0 ? 0 : failed_step(c);
}

/*
 * What only the parent can do, the child being alone in its namespaces: map
 * its users, and put it in its cgroup before it can start anything.
 */
static int
prepare_child(struct container *c)
{
	const struct container_spec *spec = c->spec;

	if (spec->namespaces & CLONE_NEWUSER &&
	    ns_map_ids(
		c->pid, spec->uids, spec->nuids, spec->gids, spec->ngids) == -1)
		return failed_step(c);
	if (enter_cgroup(c) == -1)
		return -1;
	container_scope_settle(c);
	if (set_oom_score(spec, c->pid) == -1)
		return failed_step(c);
	return call_hook(c, HOOK_NAMESPACES);
}

/* Lets the child go on. A child that has ended has sent the reason before. */
static int
tell_child(struct container *c)
{
	struct channel_message go = { .kind = CHANNEL_GO, .pid = c->pid };

	if (channel_send(c->channel, &go, -1) == 0)
		return 0;
	if (errno != EPIPE)
		return failed(c, "the child: %s", strerror(errno));
	return await_child(c) == -1 ? -1 : failed(c, DIED);
}

/* Hooks see the mounts where the host sees the root: before pivot_root. */
static int
call_hooks_at_root(struct container *c)
{
	if (!c->spec->create_hooks)
		return 0;
	if (await_child(c) == -1)
		return -1;
	if (call_hook(c, HOOK_CREATE_RUNTIME) == -1)
		return -1;
	return tell_child(c);
}

static int
interrupted(struct container *c, int sig)
{
	c->status = EXIT_SIGNAL(sig);
	return failed(c, "interrupted: SIG%s", sigabbrev_np(sig));
}

/*
 * The kernel says which process has sent a message. An intermediate process has
 * a child in the container, born as a child of ours, and ends: from then on
 * that child is the sender.
 */
static int
follow(struct container *c, pid_t sender)
{
	siginfo_t info;

	if (sender == c->pid || c->pid == -1)
		return 0;
	if (waitid(P_PID, sender, &info, WEXITED | WNOHANG | WNOWAIT) == -1)
		return failed(c, "process %d is not the child", (int)sender);
	waitpid(c->pid, NULL, 0);
	c->pid = sender;
	return 0;
}

/*
 * In the container, other processes may send messages in the child's name. What
 * we expect of the child has arrived by then, and each kind is taken once.
 */
static void
keep(struct container *c, enum channel_kind kind, int fd)
{
	if (kind == CHANNEL_TERMINAL && c->expects_terminal) {
		c->master = fd;
		c->expects_terminal = false;
	} else if (kind == CHANNEL_FILE && c->expects_file) {
		c->shared_file = fd;
		c->expects_file = false;
	} else if (fd != -1) {
		close(fd);
	}
}

/*
 * Listens until the child is ready, or has executed the command; or until we
 * are not to wait for it any longer.
 */
static int
listen_to_child(struct container *c)
{
	struct channel_message message;
	int fd, result, sig;

	for (;;) {
		if (interrupt_wait(c->channel, &sig) != 0)
			return interrupted(c, sig);
		result = channel_receive(c->channel, &message, &fd);
		if (result == 0 && explain_refused() != 0)
			return interrupted(c, explain_refused());
		if (result == -1 && errno == ECONNRESET)
			return failed(c, DIED);
		if (result == -1)
			return failed(c, "the child: %s", strerror(errno));
		if (result != 1)
			return result;
		if (message.kind == CHANNEL_READY ||
		    message.kind == CHANNEL_MOUNTED ||
		    message.kind == CHANNEL_BORN ||
		    message.kind == CHANNEL_ENTERED)
			return follow(c, message.sender) == -1 ? -1 : 1;
		keep(c, message.kind, fd);
		if (message.kind == CHANNEL_FAILED) {
			message.text[sizeof(message.text) - 1] = '\0';
			c->status = message.status;
			return failed(c, "%s%s%s", message.text,
			    message.error != 0 ? ": " : "",
			    message.error != 0 ? strerror(message.error) : "");
		}
	}
}

/* Listens until the child has reached this stage; its end is a failure. */
static int
await_child(struct container *c)
{
	switch (listen_to_child(c)) {
	case 1:
		return 0;
	case 0:
		return failed(c, DIED);
	default:
		return -1;
	}
}

static int
call_hook(struct container *c, enum hook_stage stage)
{
	if (c->spec->hook == NULL || c->spec->hook(c, stage, c->pid) == 0)
		return 0;
	return failed_step(c);
}

/*
 * The child's execve(2) into a profile, or to a label, makes the kernel forget its
 * parent.
 */
static int
guard_child(struct container *c)
{
	if (c->spec->detached ||
	    (c->spec->apparmor == NULL && c->spec->selinux == NULL))
		return 0;
	if (death_watchdog_start(c->pid) == -1)
		return failed(c, "the process that watches the container: %s",
		    strerror(errno));
	return 0;
}

/* exec may have put processes into the cgroup: they end, too. */
static void
remove_cgroup(struct container *c)
{
	if (!c->has_cgroup)
		return;
	cgroup_kill(&c->cgroup);
	if (c->spec->scope != NULL && scope_stop(c->spec->scope) == -1)
		warn("%s", failure_text());
	c->has_cgroup = cgroup_remove(&c->cgroup) == -1 && errno != ENOENT;
	if (c->has_cgroup)
		warnx("cgroup: %s", cgroup_strerror());
}
