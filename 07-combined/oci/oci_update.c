/*
 * What engines ask besides the life of a container: ps, list, update, events.
 */
#include "04-cgroups/cli/limit_options.h"
#include "07-combined/docker/cli.h"
#include "07-combined/oci/oci.h"
#include "07-combined/oci/oci_options.h"
#include "07-combined/store/state.h"
#include "common/options.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static json_t *
open_container(const char *id, struct cgroup *cgroup)
{
	json_t *stored = oci_stored(id);

	if (json_object_get(stored, "cgroup") == NULL)
		oci_fail("container %s has no cgroup", id);
	if (!oci_cgroup(stored, cgroup))
		oci_fail("cgroup: %s", cgroup_strerror());
	return stored;
}

static void
print_json(json_t *json)
{
	json_dumpf(json, stdout, JSON_COMPACT);
	putchar('\n');
}

/* The host's ps(1) with the words behind the ID, or a list of PIDs. */
int
oci_ps(int argc, char *argv[])
{
	static pid_t pids[32768];
	struct oci_options o;
	struct cgroup cgroup;
	char **words = oci_parse(&o, argc, argv, 1, 4096);
	json_t *list = json_array();

	json_decref(open_container(words[0], &cgroup));
	ssize_t n = cgroup_pids(&cgroup, pids, 32768);
	if (n == -1)
		oci_fail("cgroup: %s", cgroup_strerror());
	for (ssize_t i = 0; i < n && i < 32768; i++)
		json_array_append_new(list, json_integer(pids[i]));
	if (strcmp(o.format, "json") == 0) {
		print_json(list);
		return EXIT_SUCCESS;
	}
	for (ssize_t i = 0; i < n && i < 32768; i++)
		printf("%d\n", (int)pids[i]);
	return EXIT_SUCCESS;
}

static void
add_container(const char *id, void *data)
{
	json_t *stored = state_read(id, "state.json");

	if (json_object_get(stored, "ociVersion") != NULL) {
		json_object_set_new(
		    stored, "status", json_string(oci_status(id, stored)));
		json_object_del(stored, "start");
		json_array_append(data, stored);
	}
	json_decref(stored);
}

int
oci_list(int argc, char *argv[])
{
	struct oci_options o;
	json_t *list = json_array(), *entry;
	size_t i;

	oci_parse(&o, argc, argv, 0, 0);
	if (state_each(add_container, list) == -1)
		oci_fail("%s: %s", state_root(), strerror(errno));
	if (strcmp(o.format, "json") == 0) {
		print_json(list);
		return EXIT_SUCCESS;
	}
	if (!o.quiet)
		printf("%-20s %-8s %-10s %-22s %s\n", "ID", "PID", "STATUS",
		    "CREATED", "BUNDLE");
	json_array_foreach (list, i, entry) {
		const char *id = "", *status = "", *when = "", *bundle = "";
		int pid = 0;

		json_unpack(entry, "{s:s, s:i, s:s, s:s, s:s}", "id", &id,
		    "pid", &pid, "status", &status, "created", &when, "bundle",
		    &bundle);
		if (o.quiet)
			puts(id);
		else
			printf("%-20s %-8d %-10s %-22s %s\n", id, pid, status,
			    when, bundle);
	}
	return EXIT_SUCCESS;
}

/* The words of docker-update(1) are those of docker-run(1). */
static void
fill_options(struct option *options)
{
	static const struct option others[] = {
		{ "cpu-share", required_argument, NULL,
		    CGROUP_OPTION_CPU_SHARES },
		{ "resources", required_argument, NULL, 'r' },
		OPTIONS_COMMON,
		{ 0 },
	};

	for (const struct cli_option *o = cli_resources; o->name != NULL; o++)
		*options++ =
		    (struct option){ o->name, required_argument, NULL, o->id };
	memcpy(options, others, sizeof(others));
}

/* In v1 the kernel says no itself; in v2 it would kill somebody. */
static void
check_usage(const struct cgroup *cgroup, const struct container *c)
{
	struct cgroup_stats s;

	if (!c->check_usage)
		return;
	cgroup_stat(cgroup, &s);
	if (s.memory > c->resources.memory && c->resources.memory > 0)
		oci_fail("%lld bytes are in use: more than the new limit",
		    (long long)s.memory);
}

/* Either such words, or the JSON of config.json. */
static const char *
read_limits(struct container *c, int argc, char *argv[])
{
	struct option options[64];
	int option;

	fill_options(options);
	while (
	    (option = getopt_long(argc, argv, "+:r:hV", options, NULL)) != -1) {
		if (option == 'r')
			oci_resources(c, oci_read(optarg));
		else if (option < CGROUP_OPTION_MEMORY ||
			 option >= CGROUP_OPTION_END)
			options_common(option, argv,
			    "Usage: combined update [-r FILE] [--memory SIZE "
			    "...] ID\n\nThe limits are those of 'combined run "
			    "--help'.\n");
		else if (cgroup_option(&c->resources, option, optarg) == -1)
			oci_fail("%s is not %s", optarg,
			    cgroup_option_wants(option));
	}
	if (argc - optind != 1)
		oci_fail("update: one ID is needed");
	return argv[optind];
}

int
oci_update(int argc, char *argv[])
{
	static struct container c;
	struct cgroup cgroup;

	json_decref(open_container(read_limits(&c, argc, argv), &cgroup));
	check_usage(&cgroup, &c);
	c.nrules = 0; /* devices are settled when it is created */
	if (container_limit(&c, &cgroup) == -1)
		oci_fail("cgroup: %s", cgroup_strerror());
	return EXIT_SUCCESS;
}

/* What cannot be read is not there rather than 0. */
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
	print_json(json_pack("{s:s, s:s, s:{s:{s:o}, s:{s:o, s:o}, s:o}}",
	    "type", "stats", "id", id, "data", "memory", "usage", memory, "cpu",
	    "usage", cpu, "throttling", throttling, "pids", pids));
	fflush(stdout);
}

int
oci_events(int argc, char *argv[])
{
	struct oci_options o;
	struct cgroup cgroup;
	const char *id = oci_parse(&o, argc, argv, 1, 1)[0];
	json_t *stored = open_container(id, &cgroup);

	do {
		if (strcmp(oci_status(id, stored), "stopped") == 0)
			oci_fail("container not running: it is stopped");
		print_stats(id, &cgroup);
		if (!o.stats)
			sleep(o.interval);
	} while (!o.stats && access(cgroup.at[CGROUP_MEMORY].path, F_OK) == 0);
	json_decref(stored);
	return EXIT_SUCCESS;
}
