/*
 * events: what the kernel has counted of a container, once or again and again.
 */
#include "07-combined/oci/oci.h"
#include "07-combined/oci/oci_options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* A value that cannot be read is left out: 0 would be a lie. */
static void
put(json_t *object, const char *key, int64_t number, int64_t factor)
{
	if (number != -1)
		json_object_set_new(object, key, json_integer(number * factor));
}

static void
print_stats(const char *id, const struct cgroup *cgroup)
{
	struct cgroup_stats s;
	json_t *memory = json_object(), *cpu = json_object(),
	       *throttling = json_object(), *pids = json_object();

	cgroup_stat(cgroup, &s);
	put(memory, "usage", s.memory, 1);
	put(memory, "max", s.memory_peak, 1);
	put(cpu, "total", s.cpu_usec, 1000);
	put(throttling, "throttledPeriods", s.throttled, 1);
	put(throttling, "throttledTime", s.throttled_usec, 1000);
	put(pids, "current", s.pids, 1);
	oci_print(json_pack("{s:s, s:s, s:{s:{s:o}, s:{s:o, s:o}, s:o}}",
	    "type", "stats", "id", id, "data", "memory", "usage", memory, "cpu",
	    "usage", cpu, "throttling", throttling, "pids", pids));
	fflush(stdout);
}

int
oci_events(const struct oci_options *o, char *words[])
{
	struct cgroup cgroup;
	const char *id = words[0];
	json_t *stored = oci_open_cgroup(id, &cgroup);

	do {
		if (strcmp(oci_status(id, stored), "stopped") == 0)
			oci_fail("container not running: it is stopped");
		print_stats(id, &cgroup);
		if (!o->stats)
			nanosleep(&o->interval, NULL);
	} while (!o->stats && access(cgroup.at[CGROUP_MEMORY].path, F_OK) == 0);
	json_decref(stored);
	return EXIT_SUCCESS;
}
