/*
 * update: other limits for a container that is there. Each option is a part of
 * what config.json says in linux.resources, and is translated from there.
 */
#include "07-combined/engine/container_scope.h"
#include "07-combined/oci/oci.h"
#include "07-combined/oci/oci_options.h"
#include "common/failure.h"
#include "common/parse.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct limit {
	const char *option, *part, *key;
	enum { NUMBER, SIZE, TEXT } kind;
} limits[] = {
	{ "blkio-weight", "blockIO", "weight", NUMBER },
	{ "cpu-burst", "cpu", "burst", NUMBER },
	{ "cpu-idle", "cpu", "idle", NUMBER },
	{ "cpu-period", "cpu", "period", NUMBER },
	{ "cpu-quota", "cpu", "quota", NUMBER },
	{ "cpu-rt-period", "cpu", "realtimePeriod", NUMBER },
	{ "cpu-rt-runtime", "cpu", "realtimeRuntime", NUMBER },
	{ "cpu-share", "cpu", "shares", NUMBER },
	{ "cpuset-cpus", "cpu", "cpus", TEXT },
	{ "cpuset-mems", "cpu", "mems", TEXT },
	{ "memory", "memory", "limit", SIZE },
	{ "memory-reservation", "memory", "reservation", SIZE },
	{ "memory-swap", "memory", "swap", SIZE },
	{ "pids-limit", "pids", "limit", NUMBER },
};

#define LIMITS (sizeof(limits) / sizeof(limits[0]))

/* -1 is "unlimited", also where a size is wanted. */
static json_t *
value_of(const struct limit *limit, const char *text)
{
	long long number;
	uint64_t size;

	if (limit->kind == TEXT)
		return json_string(text);
	if (parse_number(text, -1, INT64_MAX, &number) == 0)
		return json_integer(number);
	if (limit->kind == NUMBER)
		oci_fail("--%s: \"%s\" is not a number", limit->option, text);
	if (parse_size(text, &size) == -1)
		oci_fail("--%s: \"%s\" is not a size, such as 64M",
		    limit->option, text);
	return json_integer(size);
}

/* The options as the JSON that a file would have. */
static json_t *
make_resources(json_t *options)
{
	json_t *resources = json_object();

	for (size_t i = 0; i < LIMITS; i++) {
		const char *text = json_string_value(
		    json_object_get(options, limits[i].option));
		json_t *part = json_object_get(resources, limits[i].part);

		if (text == NULL)
			continue;
		if (part == NULL) {
			part = json_object();
			json_object_set_new(resources, limits[i].part, part);
		}
		if (json_object_set_new(
			part, limits[i].key, value_of(&limits[i], text)) == -1)
			oci_fail("--%s: out of memory", limits[i].option);
	}
	return resources;
}

/* In v1 the kernel refuses it; in v2 the kernel would kill a process. */
static void
check_before_update(
    const struct cgroup *cgroup, const struct container_spec *spec)
{
	struct cgroup_stats s;

	if (!spec->check_before_update)
		return;
	cgroup_stat(cgroup, &s);
	if (s.memory > spec->resources.memory && spec->resources.memory > 0)
		oci_fail("%lld bytes are in use: more than the new limit",
		    (long long)s.memory);
}

/* Only create brings a container into the hierarchy of a side controller. */
static void
check_entered(const struct cgroup *cgroup, const struct container_spec *spec)
{
	struct cgroup all;

	if (cgroup_find_all(&all, cgroup->name) == -1)
		oci_fail("cgroup: %s", cgroup_strerror());
	for (size_t i = 0; i < spec->ncgroup_files; i++) {
		enum cgroup_controller controller =
		    spec->cgroup_files[i].controller;
		int version = all.at[controller].version;

		if (cgroup->at[controller].version == 0 && version != 0)
			oci_fail("the container is not in a cgroup with the "
				 "controller %s: with such a limit in "
				 "config.json, create brings it there",
			    controller_name(controller, version));
	}
}

int
oci_update(const struct oci_options *o, char *words[])
{
	static struct container_spec spec;
	struct cgroup cgroup;

	container_spec_init(&spec);
	/* As with runc, a file counts alone. */
	oci_resources(&spec, o->resources != NULL ? oci_read(o->resources)
						  : make_resources(o->limits));
	json_t *stored = oci_open_cgroup(words[0], &cgroup);
	const struct scope *scope = oci_scope_stored(stored);
	check_before_update(&cgroup, &spec);
	if (scope != NULL && container_scope_limit(&spec, scope, &cgroup) == -1)
		oci_fail("%s: %s", failure_text(), strerror(errno));
	json_decref(stored);
	check_entered(&cgroup, &spec);
	spec.nrules = 0; /* devices are settled when it is created */
	if (container_limit(&spec, &cgroup) == -1)
		oci_fail("cgroup: %s", cgroup_strerror());
	return EXIT_SUCCESS;
}
