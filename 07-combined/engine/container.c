/* What a specification and a container are like to begin with. */
#include "07-combined/engine/container.h"

#include "common/exits.h"
#include "common/list.h"

#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void
container_spec_init(struct container_spec *spec)
{
	*spec = (struct container_spec){
		.start_socket = -1,
		.lock = -1,
		.stdio = { STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO },
		.seccomp_agent = -1,
		.join_pidfd = -1,
		.rootfs_fd = -1,
		.hook_input = -1,
		.hook_output = -1,
	};
}

void
container_init(struct container *c, const struct container_spec *spec)
{
	*c = (struct container){
		.spec = spec,
		.pid = -1,
		.channel = -1,
		.master = -1,
		.shared_file = -1,
		.status = EXIT_OURS,
		.apparmor_lock = -1,
		.root = { CONTAINER_MOUNT_NO_FDS },
		.upper_mount = -1,
		.upper_fd = -1,
		.work_fd = -1,
		.stdio = { STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO },
		.pid_namespace = -1,
	};
}

bool
container_joins(const struct container_spec *spec, int flag)
{
	for (size_t i = 0; i < spec->njoined; i++)
		if (spec->joined[i].flag == flag)
			return true;
	return false;
}

bool
container_has_mounts(const struct container_spec *spec)
{
	struct stat its, ours;

	if (spec->namespaces & CLONE_NEWNS)
		return true;
	for (size_t i = 0; i < spec->njoined; i++)
		if (spec->joined[i].flag == CLONE_NEWNS)
			return stat(spec->joined[i].path, &its) == 0 &&
			       stat("/proc/self/ns/mnt", &ours) == 0 &&
			       (its.st_ino != ours.st_ino ||
				   its.st_dev != ours.st_dev);
	return false;
}

size_t
container_find_variable(char *const env[], const char *text)
{
	size_t n = 0, length = strcspn(text, "=") + 1;

	while (
	    env != NULL && env[n] != NULL && strncmp(env[n], text, length) != 0)
		n++;
	return n;
}

int
container_set_variable(struct container_spec *spec, char *text)
{
	size_t place = container_find_variable(spec->env, text);

	if (place == spec->nenv)
		return list_add_string(&spec->env, &spec->nenv, text);
	spec->env[place] = text;
	return 0;
}

int
container_add_variable(struct container_spec *spec, char *text)
{
	return list_add_string(&spec->env, &spec->nenv, text);
}

/* Compares the names, with the '=' behind them. */
static int
compare_names(const char *one, const char *other)
{
	while (*one == *other && *one != '=' && *one != '\0') {
		one++;
		other++;
	}
	return (unsigned char)*one - (unsigned char)*other;
}

/*
 * The order of two variables: by name, and with the same name by their places,
 * which are in one array.
 */
static int
by_name(const void *one, const void *other)
{
	char *const *a = *(char *const *const *)one;
	char *const *b = *(char *const *const *)other;
	int result = compare_names(*a, *b);

	return result != 0 ? result : (a > b) - (a < b);
}

int
container_merge_variables(struct container_spec *spec)
{
	size_t n = spec->nenv, kept = 0;
	char ***sorted = calloc(n + 1, sizeof(*sorted));

	if (sorted == NULL)
		return -1;
	for (size_t i = 0; i < n; i++)
		sorted[i] = &spec->env[i];
	qsort(sorted, n, sizeof(*sorted), by_name);
	for (size_t i = 0, next; i < n; i = next) {
		for (next = i + 1; next < n; next++) {
			if (compare_names(*sorted[i], *sorted[next]) != 0)
				break;
			*sorted[i] = *sorted[next];
			*sorted[next] = NULL;
		}
	}
	free(sorted);
	for (size_t i = 0; i < n; i++)
		if (spec->env[i] != NULL)
			spec->env[kept++] = spec->env[i];
	if (n > 0)
		spec->env[kept] = NULL;
	spec->nenv = kept;
	return 0;
}
