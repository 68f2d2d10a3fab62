#include "07-combined/engine/container_cgroup.h"

#include "03-setns/join.h"
#include "04-cgroups/tree/hierarchy.h"
#include "07-combined/engine/cgroup_mount.h"
#include "07-combined/engine/container_failure.h"
#include "07-combined/engine/container_scope.h"
#include "07-combined/engine/detached_mount.h"
#include "common/failure.h"

#include <err.h>
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

static int make_own_cgroup(struct container *c);
static int show_cgroup(struct container *c, const struct cgroup *cgroup);
static int do_without(struct container *c);
static int join_side_controllers(struct container *c);

int
container_cgroup_make(struct container *c)
{
	struct cgroup nothing = { 0 };
	const struct container_spec *spec = c->spec;

	if (spec->join_pid != 0) {
		if (spec->cgroup != NULL &&
		    cgroup_open(&c->cgroup, spec->cgroup) == -1)
			return container_failed(
			    c, "cgroup: %s", cgroup_strerror());
		return 0;
	}
	if (spec->scope != NULL) {
		if (container_scope_start(c) == -1)
			return container_failed_step(c);
	} else if (spec->cgroup == NULL || make_own_cgroup(c) == -1) {
		if (show_cgroup(c, &nothing) == -1)
			return -1;
		if (spec->cgroup == NULL || spec->cgroup_optional)
			return do_without(c);
		return container_failed(c, "cgroup: %s", cgroup_strerror());
	}
	c->has_cgroup = true;
	if (join_side_controllers(c) == -1)
		return container_failed(c, "cgroup: %s", cgroup_strerror());
	if (container_limit(spec, &c->cgroup) == -1)
		return container_failed(c, "cgroup: %s", cgroup_strerror());
	return show_cgroup(c, &c->cgroup);
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

static int
show_cgroup(struct container *c, const struct cgroup *cgroup)
{
	if (cgroup_mount_add(c, cgroup) == 0)
		return 0;
	return container_failed(c, "mounts: %s", strerror(errno));
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
		return container_failed_step(c);
	if (memcmp(&spec->resources, &none, sizeof(none)) != 0 ||
	    spec->ncgroup_files > 0)
		return container_failed(c,
		    "cgroup: %s; without it no limit holds", cgroup_strerror());
	if (spec->nrules > 0 && !container_has_users(spec) && all_users)
		return container_failed(c,
		    "cgroup: %s; without it no rule for devices holds, and all "
		    "of the machine's could be used",
		    cgroup_strerror());
	return 0;
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

/* With exec the cgroup is the container's, and not ours to remove. */
static bool
has_cgroup(const struct container *c)
{
	return c->has_cgroup ||
	       (c->spec->join_pid != 0 && c->spec->cgroup != NULL);
}

bool
container_cgroup_open(struct container *c, int *v2)
{
	*v2 = -1;
	if (!has_cgroup(c))
		return false;
	*v2 = cgroup_open_directory(&c->cgroup);
	if (*v2 == -1 && errno != ENOTSUP)
		return false;
	return tasks_v1_open(&c->tasks, &c->cgroup) == 0;
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
int
container_cgroup_enter(struct container *c)
{
	if (!has_cgroup(c) || c->born_in_cgroup || attach(c) == 0)
		return 0;
	if (errno != EACCES || c->spec->scope == NULL)
		return container_failed(c, "cgroup: %s", cgroup_strerror());
	return scope_attach(c->spec->scope, c->pid) == 0
		   ? 0
		   : container_failed_step(c);
}

/* exec may have put processes into the cgroup: they end, too. */
void
container_cgroup_remove(struct container *c)
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
