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
#include "common/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int make_parents(const struct cgroup *cgroup, int i);
static bool is_v1_cpuset(const struct cgroup *cgroup, int i);
static int undo_create(const struct cgroup *cgroup, int failed);

int
cgroup_create(const struct cgroup *cgroup, bool adopt)
{
	for (int i = 0; i < CGROUP_CONTROLLERS; i++) {
		const char *dir = cgroup->at[i].path;
		int made, waited = 0;

		if (!cgroup_has_directory(cgroup, i))
			continue;
		do {
			if (make_parents(cgroup, i) == -1)
				return undo_create(cgroup, i);
			/* The kernel fills the directory with control files. */
			explain("a new cgroup", "mkdir(\"%s\", 0755)", dir);
			made = mkdir(dir, 0755);
			/* ENOENT: another process removed an empty parent. */
		} while (made == -1 && errno == ENOENT &&
			 control_wait(&waited, 100));
		if (made == -1 && !(errno == EEXIST && adopt)) {
			control_failed(dir);
			return undo_create(cgroup, i);
		}
		if (is_v1_cpuset(cgroup, i) && v1_fill_cpuset(dir) == -1) {
			rmdir(dir);
			return undo_create(cgroup, i);
		}
	}
	return 0;
}

int
cgroup_attach(const struct cgroup *cgroup, pid_t pid)
{
	const char *why = "the process joins, with all its threads";
	char text[16], path[CONTROL_PATH];

	/* To the kernel, 0 is the process that writes, in any PID namespace. */
	if (pid == 0)
		why = "this process joins, and its later children";
	int length = snprintf(text, sizeof(text), "%d", (int)pid);
	for (int i = 0; i < CGROUP_CONTROLLERS; i++) {
		if (!cgroup_has_directory(cgroup, i))
			continue;
		control_path(path, cgroup->at[i].path, "cgroup.procs");
		int fd = open(path, O_WRONLY | O_CLOEXEC);
		if (fd == -1)
			return control_failed(path);
		explain(
		    why, "write(%d<%s>, \"%s\", %d)", fd, path, text, length);
		ssize_t written = write(fd, text, length);
		file_close(fd, 0);
		if (written != length)
			return control_failed(path);
	}
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

static int
make_parents(const struct cgroup *cgroup, int i)
{
	return parents_create(cgroup->at[i].path, cgroup_top_length(cgroup, i),
	    cgroup->at[i].version, is_v1_cpuset(cgroup, i));
}

/* Is directory i that of v1's cpuset, alone or with others? */
static bool
is_v1_cpuset(const struct cgroup *cgroup, int i)
{
	return cgroup->at[CGROUP_CPUSET].version == 1 &&
	       strcmp(cgroup->at[CGROUP_CPUSET].path, cgroup->at[i].path) == 0;
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
