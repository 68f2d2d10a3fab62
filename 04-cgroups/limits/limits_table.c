#include "04-cgroups/limits/limits_table.h"

#include "04-cgroups/limits/cpu_weight.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void
number(struct limit_value *v)
{
	snprintf(v->text, sizeof(v->text), "%" PRId64, v->number);
}

/* In v2, and in v1's pids.max, "max" is unlimited. */
static void
number_or_max(struct limit_value *v)
{
	if (v->number == -1)
		strcpy(v->text, "max");
	else
		number(v);
}

/* A list is written as it is, so there is nothing to print. */
static void
list(struct limit_value *v)
{
	(void)v;
}

/* v1 counts memory and swap together, v2 the swap alone. */
static void
swap_alone(struct limit_value *v)
{
	if (v->number > 0)
		v->number -= v->limits->memory;
	number_or_max(v);
}

static void
shares_to_weight(struct limit_value *v)
{
	v->number = cpu_weight(v->number);
	number(v);
}

/* 10 to 1000 become 1 to 10000 on a straight line, as in runc and crun. */
static void
io_weight(struct limit_value *v)
{
	int64_t weight = v->number < 10     ? 10
			 : v->number > 1000 ? 1000
					    : v->number;

	v->number = 1 + (weight - 10) * 9999 / 990;
	number(v);
}

/* "QUOTA PERIOD"; without the second the period stays as it is. */
static void
quota_and_period(struct limit_value *v)
{
	number_or_max(v);
	if (v->limits->cpu_period != 0) {
		size_t used = strlen(v->text);

		snprintf(v->text + used, sizeof(v->text) - used, " %" PRId64,
		    v->limits->cpu_period);
	}
}

/* "MAJOR:MINOR LIMIT", where 0 is unlimited. */
static void
device(struct limit_value *v)
{
	snprintf(v->text, sizeof(v->text), "%u:%u %" PRId64, v->device->major,
	    v->device->minor, v->number == -1 ? 0 : v->number);
}

/* "MAJOR:MINOR KEY=LIMIT"; the other keys stay as they are. */
static void
device_key(struct limit_value *v)
{
	size_t used = snprintf(v->text, sizeof(v->text),
	    "%u:%u %s=", v->device->major, v->device->minor, v->row->key);

	if (v->number == -1)
		strcpy(v->text + used, "max");
	else
		snprintf(v->text + used, sizeof(v->text) - used, "%" PRId64,
		    v->number);
}

#define FIELD(name) offsetof(struct cgroup_limits, name)
#define DEVICE(name) offsetof(struct cgroup_throttle, name)

/* clang-format off */
const struct limit_row limits_table[] = {
	{ "memory", CGROUP_MEMORY, .field = FIELD(memory),
	    .why = "bytes; beyond them the kernel kills",
	    .v1 = { "memory.limit_in_bytes", number },
	    .v2 = { "memory.max", number_or_max } },
	{ "memory-swap", CGROUP_MEMORY, .field = FIELD(memory_swap),
	    .why = "how far swap may extend that",
	    .v1 = { "memory.memsw.limit_in_bytes", number },
	    .v2 = { "memory.swap.max", swap_alone } },
	{ "cpu-quota", CGROUP_CPU, .field = FIELD(cpu_quota),
	    .why = "CPU time per period, in microseconds",
	    .v1 = { "cpu.cfs_quota_us", number },
	    .v2 = { "cpu.max", quota_and_period } },
	{ "cpu-period", CGROUP_CPU, .field = FIELD(cpu_period),
	    .why = "the period, in microseconds",
	    .v1 = { "cpu.cfs_period_us", number },
	    .v2 = { "cpu.max", NULL /* done with the quota */ } },
	{ "cpu-shares", CGROUP_CPU, .field = FIELD(cpu_shares),
	    .why = "weight against the siblings, when CPUs are short",
	    .v1 = { "cpu.shares", number },
	    .v2 = { "cpu.weight", shares_to_weight } },
	{ "cpu-rt-period", CGROUP_CPU, .field = FIELD(cpu_rt_period),
	    .why = "the period for realtime, in microseconds",
	    .v1 = { "cpu.rt_period_us", number } },
	{ "cpu-rt-runtime", CGROUP_CPU, .field = FIELD(cpu_rt_runtime),
	    .why = "realtime per period, in microseconds",
	    .v1 = { "cpu.rt_runtime_us", number } },
	{ "cpuset-cpus", CGROUP_CPUSET, .field = FIELD(cpuset_cpus),
	    .why = "run on these CPUs only", .is_list = true,
	    .v1 = { "cpuset.cpus", list },
	    .v2 = { "cpuset.cpus", list } },
	{ "cpuset-mems", CGROUP_CPUSET, .field = FIELD(cpuset_mems),
	    .why = "take memory from these NUMA nodes only", .is_list = true,
	    .v1 = { "cpuset.mems", list },
	    .v2 = { "cpuset.mems", list } },
	{ "pids-limit", CGROUP_PIDS, .field = FIELD(pids),
	    .why = "so many processes and threads, then fork fails",
	    .v1 = { "pids.max", number_or_max },
	    .v2 = { "pids.max", number_or_max } },
	{ "blkio-weight", CGROUP_IO, .field = FIELD(blkio_weight),
	    .why = "weight against the siblings, when a disk is busy",
	    .v1 = { "blkio.bfq.weight", number },
	    .v2 = { "io.bfq.weight", number } },
	{ "blkio-weight", CGROUP_IO, .field = FIELD(blkio_weight),
	    .why = "weight against the siblings, when a disk is busy",
	    .v1 = { "blkio.weight", number },
	    .v2 = { "io.weight", io_weight } },
	{ "device-read-bps", CGROUP_IO, .field = DEVICE(read_bps),
	    .is_device = true, .key = "rbps",
	    .why = "bytes a second, read from this device",
	    .v1 = { "blkio.throttle.read_bps_device", device },
	    .v2 = { "io.max", device_key } },
	{ "device-write-bps", CGROUP_IO, .field = DEVICE(write_bps),
	    .is_device = true, .key = "wbps",
	    .why = "bytes a second, written to this device",
	    .v1 = { "blkio.throttle.write_bps_device", device },
	    .v2 = { "io.max", device_key } },
	{ "device-read-iops", CGROUP_IO, .field = DEVICE(read_iops),
	    .is_device = true, .key = "riops",
	    .why = "reads a second from this device",
	    .v1 = { "blkio.throttle.read_iops_device", device },
	    .v2 = { "io.max", device_key } },
	{ "device-write-iops", CGROUP_IO, .field = DEVICE(write_iops),
	    .is_device = true, .key = "wiops",
	    .why = "writes a second to this device",
	    .v1 = { "blkio.throttle.write_iops_device", device },
	    .v2 = { "io.max", device_key } },
};
/* clang-format on */

const size_t limits_table_size = sizeof(limits_table) / sizeof(limits_table[0]);

size_t
limit_row_count(const struct limit_row *row, const struct cgroup_limits *limits)
{
	return row->is_device ? limits->nthrottles : 1;
}

bool
limit_row_value(const struct limit_row *row, const struct cgroup_limits *limits,
    size_t n, struct limit_value *v)
{
	const char *base = (const char *)limits;

	*v = (struct limit_value){ .row = row, .limits = limits };
	if (row->is_device) {
		v->device = &limits->throttles[n];
		base = (const char *)v->device;
	}
	if (row->is_list)
		v->list = *(const char *const *)(base + row->field);
	else
		v->number = *(const int64_t *)(base + row->field);
	return v->list != NULL || v->number != 0;
}

const char *
limit_value_print(struct limit_value *v, int version)
{
	void (*print)(struct limit_value *) =
	    version == 1 ? v->row->v1.print : v->row->v2.print;

	if (print == NULL)
		return NULL;
	print(v);
	return v->row->is_list ? v->list : v->text;
}
