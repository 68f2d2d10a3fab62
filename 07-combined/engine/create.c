/*
 * The parent's side of the engine: what outlives a process belongs to us.
 *
 * Everything is made in one order and removed in reverse, whatever happens to
 * the child in between.
 */
#include "07-combined/engine/apparmor_default.h"
#include "07-combined/engine/channel.h"
#include "07-combined/engine/child_messages.h"
#include "07-combined/engine/container_cgroup.h"
#include "07-combined/engine/container_failure.h"
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
#include "common/explain.h"
#include "common/failure.h"
#include "common/file.h"

#include <err.h>
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static bool shares_file(const struct container_spec *spec);
static int hold_profile(struct container *c);
static int clone_sources(struct container *c);
static int replace_streams(struct container *c);
static int spawn(struct container *c);
static int prepare_child(struct container *c);
static int call_hooks_at_root(struct container *c);
static int call_hook(struct container *c, enum hook_stage stage);
static int guard_child(struct container *c);

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
		return container_failed(
		    c, "no mount namespace, new or another's");

	/* Parent, on the host, all privileges of its caller. */
	explain_phase("the AppArmor profile", 6);
	if (hold_profile(c) == -1)
		return -1;
	explain_phase("the cgroup and its limits", 4);
	if (container_cgroup_make(c) == -1)
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
	if (child_tell(c) == -1)
		return -1;
	mount_clone_release(c);
	/* The agent waits until all processes have closed its socket. */
	if (spec->seccomp_agent != -1)
		close(spec->seccomp_agent);

	/* Parent, on the host. The child fills its root: init_set_up(). */
	if (call_hooks_at_root(c) == -1)
		return -1;
	if (child_await(c) == -1)
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
		return container_failed(c, CHILD_DIED);
	return child_listen(c);
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
	container_cgroup_remove(c);
	if (c->apparmor_lock != -1 &&
	    apparmor_default_release(c->apparmor_lock) == -1)
		warn("AppArmor profile %s", c->spec->apparmor);
	mount_clone_release(c);
	free(c->mounts);
	free(c->device_fds);
	free(c->lower_mounts);
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
	return container_failed(
	    c, "AppArmor profile %s: %s", c->spec->apparmor, strerror(errno));
}

/* detached_mount.h says which process has to do this, and why. */
static int
clone_sources(struct container *c)
{
	if (c->spec->join_pid != 0 || geteuid() != 0 ||
	    (mount_clone_all(c) == 0 && overlay_clone_layers(c) == 0))
		return 0;
	return container_failed_step(c);
}

/* Here the host's names are in sight, and the session is the caller's. */
static int
replace_streams(struct container *c)
{
	if (standard_streams_replace(c) == 0)
		return 0;
	return container_failed_step(c);
}

/* The PID of its parent as the child will see it: 0 where it sees none. */
static pid_t
visible_parent(const struct container_spec *spec)
{
	return spec->namespaces & CLONE_NEWPID ? 0 : getpid();
}

/* Where the kernel can do that, the child is born in its cgroup: no move. */
static pid_t
clone_into_cgroup(struct container *c, int flags)
{
	int cgroup;

	c->born_in_cgroup = container_cgroup_open(c, &cgroup);
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
		return container_failed(c, "socketpair: %s", strerror(errno));
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
		return container_failed_step(c);
	if (joins && child_meet(c) == -1)
		return -1;
	/* Nothing is asked of the child before it is in its cgroups. */
	return enters ? child_await(c) : 0;
}

/* Lowering oom_score_adj needs a privilege that the child may have dropped. */
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
		return container_failed_step(c);
	if (container_cgroup_enter(c) == -1)
		return -1;
	container_scope_settle(c);
	if (set_oom_score(spec, c->pid) == -1)
		return container_failed_step(c);
	return call_hook(c, HOOK_NAMESPACES);
}

/* Hooks see the mounts where the host sees the root: before pivot_root. */
static int
call_hooks_at_root(struct container *c)
{
	if (!c->spec->create_hooks)
		return 0;
	if (child_await(c) == -1)
		return -1;
	if (call_hook(c, HOOK_CREATE_RUNTIME) == -1)
		return -1;
	return child_tell(c);
}

static int
call_hook(struct container *c, enum hook_stage stage)
{
	if (c->spec->hook == NULL || c->spec->hook(c, stage, c->pid) == 0)
		return 0;
	return container_failed_step(c);
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
		return container_failed(c,
		    "the process that watches the container: %s",
		    strerror(errno));
	return 0;
}
