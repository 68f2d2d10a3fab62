/*
 * A cgroup's life: mkdir(2), one write(2) to cgroup.procs, rmdir(2).
 *
 * Each loop is over the directories of the cgroup. v2 has one. v1 has one in the
 * tree of each controller, as far as the controllers do not share a tree.
 */
#include "04-cgroups/cgroup.h"

#include "04-cgroups/tree/control_file.h"
#include "04-cgroups/tree/parents.h"
#include "04-cgroups/tree/subtree.h"
#include "04-cgroups/v1/v1.h"
#include "common/explain.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int undo_create(const struct cgroup *cgroup, int failed);

/* Makes one directory, which may be there where adopt says so. */
static int
make_directory(const char *dir, bool adopt)
{
	/* The kernel fills the directory with control files. */
	explain("a new cgroup", "mkdir(\"%s\", 0755)", dir);
	if (mkdir(dir, 0755) == 0)
		return 0;
	return errno == EEXIST && adopt ? 0 : -1;
}

/* Is it the directory of v1's cpuset, alone or with others? */
static bool
is_v1_cpuset(const struct cgroup *cgroup, const char *dir)
{
	return cgroup->at[CGROUP_CPUSET].version == 1 &&
	       strcmp(cgroup->at[CGROUP_CPUSET].path, dir) == 0;
}

static int
create(struct cgroup *cgroup, const char *name, bool adopt)
{
	int made, waited = 0;

	if (cgroup_find(cgroup, name) == -1)
		return -1;
	for (int i = 0; i < CGROUP_CONTROLLERS; i++) {
		const char *dir = cgroup->at[i].path;
		bool cpuset = is_v1_cpuset(cgroup, dir);

		if (!cgroup_has_directory(cgroup, i))
			continue;
		do {
			if (parents_create(dir, cgroup_top_length(cgroup, i),
				cgroup->at[i].version, cpuset) == -1)
				return undo_create(cgroup, i);
			made = make_directory(dir, adopt);
			/* ENOENT: another process removed an empty parent. */
		} while (made == -1 && errno == ENOENT &&
			 control_wait(&waited, 100));
		if (made == -1) {
			control_failed(dir);
			return undo_create(cgroup, i);
		}
		if (cpuset && v1_fill_cpuset(dir) == -1) {
			rmdir(dir);
			return undo_create(cgroup, i);
		}
	}
	return 0;
}

int
cgroup_create(struct cgroup *cgroup, const char *name)
{
	return create(cgroup, name, false);
}

/* Its processes would be limited, and killed, with the new ones. */
static int
check_empty(const char *dir)
{
	ssize_t n = subtree_pids(dir, NULL, 0);

	if (n == 0)
		return 0;
	if (n > 0)
		errno = EBUSY;
	return control_failed(dir);
}

int
cgroup_adopt(struct cgroup *cgroup, const char *name)
{
	if (cgroup_open(cgroup, name) == -1)
		return errno == ENOENT ? create(cgroup, name, true) : -1;
	for (int i = 0; i < CGROUP_CONTROLLERS; i++)
		if (cgroup_has_directory(cgroup, i) &&
		    check_empty(cgroup->at[i].path) == -1)
			return -1;
	/* The first process would never get to its command. */
	if (cgroup_is_frozen(cgroup)) {
		errno = EBUSY;
		return control_failed(cgroup_main_directory(cgroup));
	}
	return create(cgroup, name, true);
}

int
cgroup_attach(const struct cgroup *cgroup, pid_t pid)
{
	const char *why = "the process joins, with all its threads";
	char text[16];

	/* To the kernel, 0 is the process that writes, in any PID namespace. */
	if (pid == 0)
		why = "this process joins, with its children to be";
	snprintf(text, sizeof(text), "%d", (int)pid);
	for (int i = 0; i < CGROUP_CONTROLLERS; i++)
		if (cgroup_has_directory(cgroup, i) &&
		    control_write(
			cgroup->at[i].path, "cgroup.procs", why, text) == -1)
			return -1;
	return 0;
}

int
cgroup_remove(const struct cgroup *cgroup)
{
	for (int i = 0; i < CGROUP_CONTROLLERS; i++) {
		const char *dir = cgroup->at[i].path;
		int removed, waited = 0;

		if (!cgroup_has_directory(cgroup, i))
			continue;
		/* The kernel keeps a cgroup that has children: they go first. */
		if (subtree_remove_children(dir) == -1)
			return -1;
		do {
			explain("the cgroup is empty", "rmdir(\"%s\")", dir);
			removed = rmdir(dir);
			/* EBUSY: a killed process is a member until reaped. */
		} while (removed == -1 && subtree_wait_to_remove(dir, &waited));
		if (removed == -1)
			return control_failed(dir);
		parents_remove(dir, cgroup_top_length(cgroup, i));
	}
	return 0;
}

/* All or nothing: removes the directories before the one that failed. */
static int
undo_create(const struct cgroup *cgroup, int failed)
{
	struct cgroup made = *cgroup;
	int saved_errno = errno;

	parents_remove(
	    cgroup->at[failed].path, cgroup_top_length(cgroup, failed));
	for (int i = failed; i < CGROUP_CONTROLLERS; i++)
		made.at[i].version = 0;
	cgroup_remove(&made);
	errno = saved_errno;
	return -1;
}
