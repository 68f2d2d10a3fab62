/*
 * config-linux.md, "Control groups": also what `update` reads.
 */
#include "07-combined/oci/oci.h"

#include "common/list.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A file that cgroup_limits has no field for; v1 or v2 may not have it. */
static void
add_file(struct container_spec *spec, enum cgroup_controller controller,
    const char *v1, const char *v2, const char *value)
{
	struct container_cgroup_file file = { controller, { v1, v2 }, value };

	if (LIST_ADD(spec->cgroup_files, spec->ncgroup_files, &file) == -1)
		oci_fail("out of memory");
}

/*
 * A limit, of which -1 means none. oci_read() has made what is above 2^63 - 1 a
 * negative number: the kernel would take that for no limit.
 */
static json_int_t
limit_of(json_int_t value, const char *where)
{
	if (value < -1)
		oci_fail("config.json: linux.resources.%s: not from 0 to "
			 "%" PRId64 ", nor -1",
		    where, INT64_MAX);
	return value;
}

static void
add_number(struct container_spec *spec, json_t *part, const char *key,
    enum cgroup_controller controller, const char *v1, const char *v2)
{
	json_t *value = json_object_get(part, key);

	if (value == NULL || json_is_null(value))
		return;
	if (!json_is_integer(value))
		oci_fail("linux.resources: %s: not a number", key);
	limit_of(json_integer_value(value), key);
	add_file(spec, controller, v1, v2, json_dumps(value, JSON_ENCODE_ANY));
}

/* The same of a uint64: what oci_read() has made negative is above 2^63. */
static void
add_unsigned(struct container_spec *spec, json_t *part, const char *key,
    enum cgroup_controller controller, const char *v1, const char *v2)
{
	json_t *value = json_object_get(part, key);
	char *text;

	if (value == NULL)
		return;
	if (!json_is_integer(value))
		oci_fail("linux.resources: %s: not a number", key);
	if (asprintf(&text, "%" PRIu64, (uint64_t)json_integer_value(value)) ==
	    -1)
		oci_fail("out of memory");
	add_file(spec, controller, v1, v2, text);
}

static void
translate_memory(struct container_spec *spec, json_t *memory)
{
	int no_oom_killer = 0, check = 0;
	json_int_t limit = 0, swap = 0;

	oci_unpack(memory, "linux.resources.memory", "{s?I, s?I, s?b, s?b}",
	    "limit", &limit, "swap", &swap, "disableOOMKiller", &no_oom_killer,
	    "checkBeforeUpdate", &check);
	spec->check_before_update = check;
	spec->resources.memory = limit_of(limit, "memory.limit");
	spec->resources.memory_swap = limit_of(swap, "memory.swap");
	add_number(spec, memory, "reservation", CGROUP_MEMORY,
	    "memory.soft_limit_in_bytes", "memory.low");
	add_number(spec, memory, "swappiness", CGROUP_MEMORY,
	    "memory.swappiness", NULL);
	if (no_oom_killer)
		add_file(spec, CGROUP_MEMORY, "memory.oom_control", NULL, "1");
}

static void
translate_cpu(struct container_spec *spec, json_t *cpu)
{
	struct cgroup_limits *l = &spec->resources;
	json_int_t shares = 0, quota = 0, period = 0, runtime = 0, rperiod = 0;

	oci_unpack(cpu, "linux.resources.cpu",
	    "{s?I, s?I, s?I, s?I, s?I, s?s, s?s}", "shares", &shares, "quota",
	    &quota, "period", &period, "realtimeRuntime", &runtime,
	    "realtimePeriod", &rperiod, "cpus", &l->cpuset_cpus, "mems",
	    &l->cpuset_mems);
	l->cpu_shares = shares;
	l->cpu_quota = limit_of(quota, "cpu.quota");
	l->cpu_period = period;
	l->cpu_rt_runtime = limit_of(runtime, "cpu.realtimeRuntime");
	l->cpu_rt_period = rperiod;
	if (l->cpuset_cpus != NULL && l->cpuset_cpus[0] == '\0')
		l->cpuset_cpus = NULL;
	if (l->cpuset_mems != NULL && l->cpuset_mems[0] == '\0')
		l->cpuset_mems = NULL;
	add_unsigned(spec, cpu, "burst", CGROUP_CPU, "cpu.cfs_burst_us",
	    "cpu.max.burst");
	add_number(spec, cpu, "idle", CGROUP_CPU, "cpu.idle", "cpu.idle");
}

static void
translate_throttle(struct cgroup_limits *l, json_t *list, size_t field)
{
	json_t *entry;
	size_t i;

	oci_array(list, "linux.resources.blockIO");
	json_array_foreach (list, i, entry) {
		json_int_t major = 0, minor = 0, rate = 0;
		size_t n = 0;

		oci_unpack(entry, "linux.resources.blockIO", "{s:I, s:I, s:I}",
		    "major", &major, "minor", &minor, "rate", &rate);
		oci_number(major, UINT32_MAX, "linux.resources.blockIO major");
		oci_number(minor, UINT32_MAX, "linux.resources.blockIO minor");
		while (n < l->nthrottles && (l->throttles[n].major != major ||
						l->throttles[n].minor != minor))
			n++;
		struct cgroup_throttle new = { .major = major, .minor = minor };
		if (n == l->nthrottles &&
		    LIST_ADD(l->throttles, l->nthrottles, &new) == -1)
			oci_fail("out of memory");
		*(int64_t *)((char *)&l->throttles[n] + field) = rate;
	}
}

/* A file that this kernel's I/O scheduler does not have is an error. */
static void
translate_weight_devices(struct container_spec *spec, json_t *list)
{
	json_t *entry;
	size_t i;

	oci_array(list, "linux.resources.blockIO.weightDevice");
	json_array_foreach (list, i, entry) {
		const char *where = "linux.resources.blockIO.weightDevice";
		json_int_t major = 0, minor = 0, weight = 0;
		char *text;

		oci_unpack(entry, where, "{s:I, s:I, s?I}", "major", &major,
		    "minor", &minor, "weight", &weight);
		oci_number(major, UINT32_MAX, where);
		oci_number(minor, UINT32_MAX, where);
		oci_number(weight, UINT16_MAX, where);
		if (json_object_get(entry, "leafWeight") != NULL)
			oci_fail("%s: leafWeight: Linux has had none since 5.0",
			    where);
		if (asprintf(&text, "%lld:%lld %lld", (long long)major,
			(long long)minor, (long long)weight) == -1)
			oci_fail("out of memory");
		add_file(spec, CGROUP_IO, "blkio.weight_device",
		    "io.bfq.weight", text);
	}
}

static void
translate_block_io(struct container_spec *spec, json_t *io)
{
	struct cgroup_limits *l = &spec->resources;
	static const struct {
		const char *name;
		size_t field;
	} lists[] = {
		{ "throttleReadBpsDevice",
		    offsetof(struct cgroup_throttle, read_bps) },
		{ "throttleWriteBpsDevice",
		    offsetof(struct cgroup_throttle, write_bps) },
		{ "throttleReadIOPSDevice",
		    offsetof(struct cgroup_throttle, read_iops) },
		{ "throttleWriteIOPSDevice",
		    offsetof(struct cgroup_throttle, write_iops) },
	};
	json_int_t weight = 0;

	oci_unpack(io, "linux.resources.blockIO", "{s?I}", "weight", &weight);
	l->blkio_weight = weight;
	translate_weight_devices(spec, json_object_get(io, "weightDevice"));
	for (int i = 0; i < 4; i++)
		translate_throttle(
		    l, json_object_get(io, lists[i].name), lists[i].field);
}

static void
translate_huge_pages(struct container_spec *spec, json_t *limits)
{
	json_t *entry;
	size_t i;

	oci_array(limits, "linux.resources.hugepageLimits");
	json_array_foreach (limits, i, entry) {
		const char *size = NULL;
		char *v1, *v2;

		oci_unpack(entry, "linux.resources.hugepageLimits", "{s:s}",
		    "pageSize", &size);
		if (strchr(size, '/') != NULL ||
		    asprintf(&v1, "hugetlb.%s.limit_in_bytes", size) == -1 ||
		    asprintf(&v2, "hugetlb.%s.max", size) == -1)
			oci_fail("hugepageLimits: pageSize \"%s\"", size);
		add_unsigned(spec, entry, "limit", CGROUP_HUGETLB, v1, v2);
	}
}

/* v1 only: a number for the packets' class, and a priority for each interface. */
static void
translate_network(struct container_spec *spec, json_t *network)
{
	json_t *priorities = NULL, *entry;
	json_int_t id = 0;
	size_t i;

	oci_unpack(network, "linux.resources.network", "{s?I, s?o}", "classID",
	    &id, "priorities", &priorities);
	oci_number(id, UINT32_MAX, "linux.resources.network.classID");
	if (json_object_get(network, "classID") != NULL)
		add_number(spec, network, "classID", CGROUP_NET_CLS,
		    "net_cls.classid", NULL);
	oci_array(priorities, "linux.resources.network.priorities");
	json_array_foreach (priorities, i, entry) {
		const char *where = "linux.resources.network.priorities";
		const char *name = NULL;
		json_int_t priority = 0;
		char *text;

		oci_unpack(entry, where, "{s:s, s:I}", "name", &name,
		    "priority", &priority);
		if (asprintf(&text, "%s %u", name,
			oci_number(priority, UINT32_MAX, where)) == -1)
			oci_fail("out of memory");
		add_file(
		    spec, CGROUP_NET_PRIO, "net_prio.ifpriomap", NULL, text);
	}
}

/* "mlx5_1 hca_handle=3 hca_object=10" */
static void
translate_rdma(struct container_spec *spec, json_t *rdma)
{
	const char *device;
	json_t *entry;

	oci_object(rdma, "linux.resources.rdma");
	json_object_foreach (rdma, device, entry) {
		const char *where = "linux.resources.rdma";
		json_int_t handles = -1, objects = -1;
		char handle[32] = "", object[32] = "", *text;

		oci_unpack(entry, where, "{s?I, s?I}", "hcaHandles", &handles,
		    "hcaObjects", &objects);
		if (json_object_get(entry, "hcaHandles") != NULL)
			snprintf(handle, sizeof(handle), " hca_handle=%u",
			    oci_number(handles, UINT32_MAX, where));
		if (json_object_get(entry, "hcaObjects") != NULL)
			snprintf(object, sizeof(object), " hca_object=%u",
			    oci_number(objects, UINT32_MAX, where));
		if (handle[0] == '\0' && object[0] == '\0')
			oci_fail("%s: %s: neither hcaHandles nor hcaObjects",
			    where, device);
		if (asprintf(&text, "%s%s%s", device, handle, object) == -1)
			oci_fail("out of memory");
		add_file(spec, CGROUP_RDMA, "rdma.max", "rdma.max", text);
	}
}

static void
translate_unified(struct container_spec *spec, json_t *unified)
{
	const char *file;
	json_t *value;

	oci_object(unified, "linux.resources.unified");
	json_object_foreach (unified, file, value) {
		if (!json_is_string(value) || strchr(file, '/') != NULL)
			oci_fail("linux.resources.unified: \"%s\" is not a "
				 "file with a string",
			    file);
		add_file(
		    spec, CGROUP_CORE, NULL, file, json_string_value(value));
	}
}

static void
add_rule(struct container_spec *spec, const struct device_rule *rule)
{
	if (LIST_ADD(spec->rules, spec->nrules, rule) == -1)
		oci_fail("out of memory");
}

static void
translate_rules(struct container_spec *spec, json_t *rules)
{
	json_t *entry;
	size_t i;

	oci_array(rules, "linux.resources.devices");
	json_array_foreach (rules, i, entry) {
		const char *type = "a", *access = "";
		json_int_t major = DEVICES_ANY, minor = DEVICES_ANY;
		int allow = 0;

		oci_unpack(entry, "linux.resources.devices",
		    "{s?b, s?s, s?I, s?I, s?s}", "allow", &allow, "type", &type,
		    "major", &major, "minor", &minor, "access", &access);
		/* Nothing allowed is a mistake; nothing denied is all. */
		if (allow && access[0] == '\0')
			oci_fail("linux.resources.devices: allow without "
				 "access: one or more of r, w, m");
		struct device_rule rule = { allow, type[0] ? type[0] : 'a',
			major, minor, access[0] ? access : "rwm" };
		add_rule(spec, &rule);
	}
	for (const struct device_rule *r = devices_usual; r->type != 0; r++)
		add_rule(spec, r);
}

static void
translate_pids(struct cgroup_limits *l, json_t *pids)
{
	json_int_t limit = 0;

	oci_unpack(pids, "linux.resources.pids", "{s?I}", "limit", &limit);
	l->pids = limit_of(limit, "pids.limit");
}

void
oci_resources(struct container_spec *spec, json_t *resources)
{
	json_t *memory = NULL, *cpu = NULL, *io = NULL, *pids = NULL,
	       *pages = NULL, *unified = NULL, *devices = NULL, *network = NULL,
	       *rdma = NULL;

	if (resources == NULL)
		resources = json_object();
	oci_unpack(resources, "linux.resources",
	    "{s?o, s?o, s?o, s?o, s?o, s?o, s?o, s?o, s?o}", "memory", &memory,
	    "cpu", &cpu, "blockIO", &io, "pids", &pids, "hugepageLimits",
	    &pages, "unified", &unified, "devices", &devices, "network",
	    &network, "rdma", &rdma);
	if (memory != NULL)
		translate_memory(spec, memory);
	if (cpu != NULL)
		translate_cpu(spec, cpu);
	if (io != NULL)
		translate_block_io(spec, io);
	if (pids != NULL)
		translate_pids(&spec->resources, pids);
	translate_huge_pages(spec, pages);
	translate_unified(spec, unified);
	translate_rules(spec, devices);
	if (network != NULL)
		translate_network(spec, network);
	translate_rdma(spec, rdma);
}
