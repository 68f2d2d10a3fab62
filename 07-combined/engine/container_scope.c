#include "07-combined/engine/container_scope.h"

#include "04-cgroups/limits/limits_complete.h"
#include "common/failure.h"
#include "common/list.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * Child, on the host. Waits for the end, which comes with the parent's at the
 * latest.
 */
static _Noreturn void
keep(pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (getppid() == parent)
		pause();
	_exit(0);
}

static int
start_keeper(struct container *c)
{
	pid_t parent = getpid(), pid = fork();

	if (pid == -1)
		return failure_set("fork");
	if (pid == 0)
		keep(parent);
	c->scope_keeper = pid;
	return 0;
}

void
container_scope_settle(struct container *c)
{
	if (c->scope_keeper == 0)
		return;
	int saved_errno = errno;
	kill(c->scope_keeper, SIGKILL);
	waitpid(c->scope_keeper, NULL, 0);
	c->scope_keeper = 0;
	errno = saved_errno;
}

/*
 * The files of the specification that cgroup v2 has; the caller frees the
 * list.
 */
static int
list_values(const struct container_spec *spec, struct scope_limits *limits,
    struct scope_value **values)
{
	*values = NULL;
	for (size_t i = 0; i < spec->ncgroup_files; i++) {
		struct scope_value value = { spec->cgroup_files[i].names[1],
			spec->cgroup_files[i].value };

		if (value.file != NULL &&
		    LIST_ADD(*values, limits->nvalues, &value) == -1) {
			free(*values);
			return failure_set("limits");
		}
	}
	limits->values = *values;
	return 0;
}

int
container_scope_limit(const struct container_spec *spec,
    const struct scope *scope, const struct cgroup *cgroup)
{
	struct cgroup_limits complete = spec->resources;
	struct scope_limits limits = { .limits = &complete };
	struct scope_value *values;

	if (limits_complete(cgroup, &complete) == -1)
		return failure_set("%s", cgroup_file());
	if (list_values(spec, &limits, &values) == -1)
		return -1;
	int result = scope_set(scope, &limits);
	free(values);
	return result;
}

static int
start(struct container *c, char *path, size_t size)
{
	const struct container_spec *spec = c->spec;
	struct cgroup_limits complete = spec->resources;
	struct scope_limits limits = { .limits = &complete,
		.rules = spec->rules,
		.nrules = spec->nrules };
	struct scope_value *values;

	/* A new cgroup has no quota yet, which the period alone would need. */
	if (complete.cpu_period != 0 && complete.cpu_quota == 0)
		complete.cpu_quota = -1;
	if (list_values(spec, &limits, &values) == -1)
		return -1;
	int result =
	    scope_start(spec->scope, c->scope_keeper, &limits, path, size);
	free(values);
	return result;
}

/* systemd's tree of v1 has no controllers: it would take a second driver. */
static int
check_version(void)
{
	struct cgroup any;

	if (cgroup_find(&any, "/any") == -1)
		return failure_set("%s", cgroup_file());
	for (int i = 0; i < CGROUP_CONTROLLERS; i++)
		if (any.at[i].version == 1) {
			errno = ENOTSUP;
			return failure_set(
			    "--systemd-cgroup needs cgroup v2 alone, and this "
			    "machine has v1 (tell the engine to use cgroupfs)");
		}
	return 0;
}

int
container_scope_start(struct container *c)
{
	char path[PATH_MAX];

	if (check_version() == -1 || start_keeper(c) == -1)
		return -1;
	if (start(c, path, sizeof(path)) == -1) {
		container_scope_settle(c);
		return -1;
	}
	if (cgroup_open(&c->cgroup, path) == 0)
		return 0;
	failure_set("%s", cgroup_file());
	int saved_errno = errno;
	container_scope_settle(c);
	scope_stop(c->spec->scope);
	errno = saved_errno;
	return failure_set("%s", path);
}
