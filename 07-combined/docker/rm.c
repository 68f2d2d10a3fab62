/*
 * The end of a container.
 */
#include "02-namespaces/ns.h"
#include "06-apparmor/apparmor.h"
#include "07-combined/docker/container_files.h"
#include "07-combined/docker/docker.h"
#include "07-combined/docker/user_ranges.h"
#include "07-combined/engine/apparmor_default.h"
#include "07-combined/engine/namespace_child.h"
#include "07-combined/network/network.h"
#include "07-combined/store/data_directory.h"
#include "07-combined/store/remove_tree.h"
#include "07-combined/store/state.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

static int
clean_up_cgroup(const char *name)
{
	struct cgroup cgroup;

	if (record_cgroup(name, &cgroup) == -1 ||
	    (cgroup_kill(&cgroup) == 0 && cgroup_remove(&cgroup) == 0))
		return 0;
	warnx("cgroup: %s", cgroup_strerror());
	return -1;
}

static int
clean_up_rest(const char *name)
{
	int result = 0;

	if (geteuid() == 0 && apparmor_available() &&
	    apparmor_default_clear() == -1) {
		warn("AppArmor profile %s", PROFILE_DEFAULT);
		result = -1;
	}
	return network_leave(name) == -1 ? -1 : result;
}

int
record_clean_up(const char *name)
{
	int result = clean_up_cgroup(name);

	return clean_up_rest(name) == -1 ? -1 : result;
}

int
record_remove(const char *name)
{
	int result = clean_up_cgroup(name);

	return record_remove_ended(name) == -1 ? -1 : result;
}

int
record_remove_ended(const char *name)
{
	int result = clean_up_rest(name);
	char path[PATH_MAX];

	data_path("containers", name, path, sizeof(path));
	if (namespace_child_remove_tree(AT_FDCWD, path) == -1) {
		const char *advice = ns_user_advice(errno, geteuid() == 0);
		warnx("%s: %s%s%s%s", path, remove_tree_error(),
		    advice ? " (" : "", advice ? advice : "",
		    advice ? ")" : "");
		result = -1;
	}
	if (geteuid() == 0 && users_release(name) == -1) {
		warn("the users of %s", name);
		result = -1;
	}
	if (state_remove(name) == -1 && errno != ENOENT) {
		warn("the state of %s", name);
		result = -1;
	}
	return result;
}
