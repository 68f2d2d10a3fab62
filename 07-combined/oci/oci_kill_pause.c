/*
 * runtime.md, "Kill", and what else is done to a container's processes from
 * outside.
 */
#include "07-combined/oci/oci.h"
#include "07-combined/oci/oci_options.h"
#include "07-combined/store/state.h"
#include "common/file.h"
#include "common/parse.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int
oci_signal(json_t *stored, int sig)
{
	json_int_t pid = json_integer_value(json_object_get(stored, "pid"));
	json_int_t began = json_integer_value(json_object_get(stored, "start"));
	int fd = state_open_process(pid, began);

	if (fd == -1)
		return -1;
	return file_close(fd, syscall(SYS_pidfd_send_signal, fd, sig, NULL, 0));
}

int
oci_kill(const struct oci_options *o, char *words[])
{
	struct cgroup cgroup;
	int sig = words[1] != NULL ? parse_signal(words[1]) : SIGTERM;
	if (sig == -1)
		oci_fail("unknown signal \"%s\"", words[1]);
	json_t *stored = oci_stored(words[0]);
	const char *status = oci_status(words[0], stored);
	bool has_cgroup = oci_cgroup(stored, &cgroup);

	if (o->all && has_cgroup) {
		if (cgroup_signal(&cgroup, sig) == -1)
			oci_fail("cgroup: %s", cgroup_strerror());
		return EXIT_SUCCESS;
	}
	if (strcmp(status, "stopped") == 0 || strcmp(status, "creating") == 0)
		oci_fail("container not running: it is %s", status);
	if (oci_signal(stored, sig) == -1)
		oci_fail("container not running: %s", strerror(errno));

	/* v1 delivers nothing to a process that is frozen. */
	if (sig == SIGKILL && strcmp(status, "paused") == 0 && has_cgroup)
		cgroup_freeze(&cgroup, false);
	return EXIT_SUCCESS;
}

void
oci_end(const char *id, json_t *stored)
{
	const struct timespec tick = { .tv_nsec = 5000000 };
	struct cgroup cgroup;

	oci_signal(stored, SIGKILL);
	if (oci_cgroup(stored, &cgroup))
		cgroup_kill(&cgroup);
	for (int i = 0; i < 2000; i++) {
		if (strcmp(oci_status(id, stored), "stopped") == 0)
			return;
		nanosleep(&tick, NULL);
	}
	oci_fail("container %s does not end", id);
}

static int
freeze(const char *id, bool frozen)
{
	struct cgroup cgroup;
	json_t *stored = oci_stored(id);
	const char *status = oci_status(id, stored);
	const char *wanted = frozen ? "running" : "paused";

	if (strcmp(status, wanted) != 0 &&
	    !(frozen && strcmp(status, "created") == 0))
		oci_fail("container %s is not %s but %s", id, wanted, status);
	if (!oci_cgroup(stored, &cgroup) ||
	    cgroup_freeze(&cgroup, frozen) == -1)
		oci_fail("cgroup: %s", cgroup_strerror());
	return EXIT_SUCCESS;
}

int
oci_pause(const struct oci_options *o, char *words[])
{
	(void)o;
	return freeze(words[0], true);
}

int
oci_resume(const struct oci_options *o, char *words[])
{
	(void)o;
	return freeze(words[0], false);
}
