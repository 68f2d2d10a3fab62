#include "07-combined/desk/strays.h"

#include "04-cgroups/cgroup.h"
#include "04-cgroups/hierarchy.h"
#include "07-combined/desk/desk.h"
#include "07-combined/network/links.h"
#include "07-combined/network/network.h"
#include "07-combined/network/rules.h"
#include "07-combined/profile.h"
#include "07-combined/state.h"

#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <limits.h>
#include <net/if.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Who is looking, and for what. */
struct search {
	void (*visit)(const struct stray *stray, void *data);
	void *data;
};

/* Of either front end; one that is being made has a directory already. */
static bool
is_known(const char *name)
{
	char path[PATH_MAX];

	return !state_id_valid(name) ||
	       (state_path(name, "", path, sizeof(path)) != NULL &&
		   access(path, F_OK) == 0);
}

static int
remove_cgroup(const char *name)
{
	struct cgroup cgroup;

	if (desk_cgroup(name, &cgroup) == 0 && cgroup_remove(&cgroup) == 0)
		return 0;
	warnx("cgroup: %s", cgroup_strerror());
	return -1;
}

/*
 * Whoever was killed took his container along, so that its cgroup is empty. One
 * with processes may be that of an engine, which keeps its states elsewhere;
 * one with others below is no container's.
 */
static bool
is_deserted(int directory, const char *name)
{
	struct cgroup cgroup;
	struct stat st;

	return fstatat(directory, name, &st, 0) == 0 && st.st_nlink <= 2 &&
	       desk_cgroup(name, &cgroup) == 0 &&
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
search_hierarchy(const struct search *s, const struct hierarchy *found, int i)
{
	char path[PATH_MAX];
	struct dirent *entry;

	snprintf(path, sizeof(path), "%s/combined", found[i].top);
	DIR *dir = opendir(path);
	while (dir != NULL && (entry = readdir(dir)) != NULL)
		if (entry->d_type == DT_DIR && !is_known(entry->d_name) &&
		    !is_before(found, i, entry->d_name) &&
		    is_deserted(dirfd(dir), entry->d_name))
			s->visit(
			    &(struct stray){ entry->d_name,
				"a cgroup of no container", remove_cgroup },
			    s->data);
	if (dir != NULL)
		closedir(dir);
}

static void
each_cgroup(const struct search *s)
{
	struct hierarchy found[CGROUP_CONTROLLERS];

	for (int i = 0; i < CGROUP_CONTROLLERS && hierarchy_find(found) == 0;
	     i++)
		if (found[i].version != 0)
			search_hierarchy(s, found, i);
}

static int
remove_profile(const char *name)
{
	if (profile_clear() == 0)
		return 0;
	warn("AppArmor profile %s", name);
	return -1;
}

static void
each_profile(const struct search *s)
{
	if (profile_is_stray())
		s->visit(
		    &(struct stray){ PROFILE_DEFAULT,
			"an AppArmor profile of no container", remove_profile },
		    s->data);
}

static int
remove_rules(const char *name)
{
	if (network_drop_rules(name) == 0)
		return 0;
	warnx("nftables: %s", network_error());
	return -1;
}

static void
visit_rules(const char *name, void *data)
{
	const struct search *s = data;

	if (!is_known(name))
		s->visit(&(struct stray){ name, "rules of no container",
			     remove_rules },
		    s->data);
}

static int
remove_bridge(const char *name)
{
	if (links_remove(name) == 0)
		return 0;
	warn("%s", name);
	return -1;
}

/* As long as a container is on it there is a table of their addresses. */
static void
each_bridge(const struct search *s)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/network.json", state_root());
	if (if_nametoindex(NETWORK_BRIDGE) != 0 && access(path, F_OK) == -1)
		s->visit(&(struct stray){ NETWORK_BRIDGE,
			     "a bridge of no container", remove_bridge },
		    s->data);
}

void
strays_each(void (*visit)(const struct stray *stray, void *data), void *data)
{
	struct search s = { visit, data };

	each_cgroup(&s);
	if (geteuid() != 0)
		return;
	each_profile(&s);
	network_each_rules(visit_rules, &s);
	each_bridge(&s);
}
