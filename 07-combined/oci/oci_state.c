/*
 * runtime.md, "State": what is stored of a container, and what it is at the
 * moment.
 */
#include "07-combined/oci/oci.h"

#include "07-combined/store/state.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

json_t *
oci_state(const struct oci *oci, const char *status, pid_t pid)
{
	return json_pack("{s:s, s:s, s:s, s:i, s:s, s:O*}", "ociVersion",
	    OCI_VERSION, "id", oci->id, "status", status, "pid", (int)pid,
	    "bundle", oci->bundle, "annotations", oci->annotations);
}

json_t *
oci_stored(const char *id)
{
	json_t *stored = state_read(id, "state.json");

	if (stored == NULL && errno == ENOENT)
		oci_fail("container %s does not exist", id);
	if (stored == NULL)
		oci_fail("container %s: %s", id, strerror(errno));
	oci_check_maker(id, stored);
	return stored;
}

void
oci_check_maker(const char *id, json_t *stored)
{
	if (json_object_get(stored, "ociVersion") == NULL)
		oci_fail("container %s was made by combined, not by "
			 "combined-oci",
		    id);
}

/* A cgroup that does not exist is not frozen: its file cannot be read. */
static bool
is_frozen(json_t *stored)
{
	const char *name = json_string_value(json_object_get(stored, "cgroup"));
	struct cgroup cgroup;

	return name != NULL && cgroup_find(&cgroup, name) == 0 &&
	       cgroup_is_frozen(&cgroup);
}

const char *
oci_status(const char *id, json_t *stored)
{
	char path[PATH_MAX];
	int pid = 0;
	json_int_t start = 0;

	oci_unpack(
	    stored, "the state", "{s?i, s?I}", "pid", &pid, "start", &start);
	if (pid == 0)
		return "creating";

	/* The number alone may be another process's by now. */
	int fd = state_open_process(pid, start);
	if (fd == -1 && errno != ESRCH)
		oci_fail(
		    "process %d of container %s: %s", pid, id, strerror(errno));
	if (fd == -1)
		return "stopped";
	close(fd);
	if (state_path(id, "start", path, sizeof(path)) != NULL &&
	    access(path, F_OK) == 0)
		return "created";
	if (is_frozen(stored))
		return "paused";
	return "running";
}

bool
oci_cgroup(json_t *stored, struct cgroup *cgroup)
{
	const char *name = json_string_value(json_object_get(stored, "cgroup"));

	errno = ENOENT;
	return name != NULL && cgroup_open(cgroup, name) == 0;
}

json_t *
oci_open_cgroup(const char *id, struct cgroup *cgroup)
{
	json_t *stored = oci_stored(id);

	if (json_object_get(stored, "cgroup") == NULL)
		oci_fail("container %s has no cgroup", id);
	if (!oci_cgroup(stored, cgroup))
		oci_fail("cgroup: %s", cgroup_strerror());
	return stored;
}
