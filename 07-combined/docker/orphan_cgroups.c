#include "04-cgroups/cgroup.h"
#include "04-cgroups/tree/hierarchy.h"
#include "07-combined/docker/docker.h"
#include "07-combined/docker/orphans.h"
#include "07-combined/store/state.h"

#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int
remove_cgroup(const char *name)
{
	struct cgroup cgroup;

	if (record_cgroup(name, &cgroup) == 0 && cgroup_remove(&cgroup) == 0)
		return 0;
	warnx("cgroup: %s", cgroup_strerror());
	return -1;
}

/*
 * A supervisor that was killed took its container along, so that its cgroup is
 * empty. A cgroup with processes may belong to an engine, which keeps its
 * states elsewhere; a cgroup with others below does not belong to a container.
 */
static bool
is_deserted(int directory, const char *name)
{
	struct cgroup cgroup;
	struct stat st;

	return fstatat(directory, name, &st, 0) == 0 && st.st_nlink <= 2 &&
	       record_cgroup(name, &cgroup) == 0 &&
	       cgroup_pids(&cgroup, NULL, 0) == 0;
}

/* In v1 a cgroup is in each hierarchy: the first that has it counts. */
static bool
is_before(const struct hierarchy *found, int n, const char *name)
{
	char path[PATH_MAX];

	for (int i = 0; i < n; i++) {
		snprintf(
		    path, sizeof(path), "%s/combined/%s", found[i].top, name);
		if (strcmp(found[i].top, found[n].top) == 0 ||
		    access(path, F_OK) == 0)
			return true;
	}
	return false;
}

static void
search_hierarchy(
    const struct orphans_search *s, const struct hierarchy *found, int i)
{
	char path[PATH_MAX];
	struct dirent *entry;

	snprintf(path, sizeof(path), "%s/combined", found[i].top);
	DIR *dir = opendir(path);
	while (dir != NULL && (entry = readdir(dir)) != NULL)
		if (entry->d_type == DT_DIR && !state_is_known(entry->d_name) &&
		    !is_before(found, i, entry->d_name) &&
		    is_deserted(dirfd(dir), entry->d_name))
			s->visit(
			    &(struct orphan){ entry->d_name,
				"a cgroup of no container", remove_cgroup },
			    s->data);
	if (dir != NULL)
		closedir(dir);
}

static void
search_children(const struct orphans_search *s)
{
	struct hierarchy found[CGROUP_CONTROLLERS];

	for (int i = 0; i < CGROUP_CONTROLLERS && hierarchy_find(found) == 0;
	     i++)
		if (found[i].version != 0)
			search_hierarchy(s, found, i);
}

static int
remove_parents(const char *name)
{
	struct hierarchy found[CGROUP_CONTROLLERS];
	char path[PATH_MAX];

	for (int i = 0; i < CGROUP_CONTROLLERS && hierarchy_find(found) == 0;
	     i++) {
		snprintf(path, sizeof(path), "%s/%s", found[i].top, name);
		if (found[i].version != 0 && rmdir(path) == -1 &&
		    errno != ENOENT && errno != EBUSY) {
			warn("%s", path);
			return -1;
		}
	}
	return 0;
}

/*
 * The parent of all containers' cgroups is removed with the last of them
 * (parents.h), but not if its maker was killed before it had marked the parent.
 */
static void
search_parents(const struct orphans_search *s)
{
	struct hierarchy found[CGROUP_CONTROLLERS];
	char path[PATH_MAX];
	struct stat st;

	if (hierarchy_find(found) == -1)
		return;
	for (int i = 0; i < CGROUP_CONTROLLERS; i++) {
		snprintf(path, sizeof(path), "%s/combined", found[i].top);
		if (found[i].version == 0 || stat(path, &st) == -1 ||
		    st.st_nlink > 2)
			continue;
		s->visit(&(struct orphan){ "combined",
			     "a cgroup for containers, and none is in it",
			     remove_parents },
		    s->data);
		return;
	}
}

void
orphans_cgroups(const struct orphans_search *s)
{
	search_children(s);
	search_parents(s);
}
