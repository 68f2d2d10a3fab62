#include "04-cgroups/cli/limit_options.h"

#include "common/list.h"
#include "common/parse.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#define FIELD(name) offsetof(struct cgroup_limits, name)
#define DEVICE(name) offsetof(struct cgroup_throttle, name)

enum kind { SIZE, NUMBER, CPUS, LIST, DEVICE_SIZE, DEVICE_NUMBER };

/* By option. Checks only what the kernel could not: it judges the value. */
static const struct limit_rule {
	enum kind kind;
	size_t field;
	long long min, max;
	const char *wants;
} rules[CGROUP_OPTION_END - CGROUP_OPTION_MEMORY] = {
	{ SIZE, FIELD(memory), 0, 0, "a size, such as 64M" },
	{ SIZE, FIELD(memory_swap), 0, 0, "a size, such as 128M, or -1" },
	{ CPUS, FIELD(cpu_nano), 0, 0, "a number of CPUs, at least 0.01" },
	{ NUMBER, FIELD(cpu_shares), 2, 262144, "a number from 2 to 262144" },
	{ NUMBER, FIELD(cpu_quota), -1, 1000000000000,
	    "a number of microseconds, or -1" },
	{ NUMBER, FIELD(cpu_period), 1000, 1000000,
	    "a number of microseconds, 1000 to 1000000" },
	{ LIST, FIELD(cpuset_cpus), 0, 0, "a list of CPUs, such as 0-2,4" },
	{ LIST, FIELD(cpuset_mems), 0, 0, "a list of NUMA nodes, such as 0" },
	{ NUMBER, FIELD(cpu_rt_runtime), -1, 1000000000,
	    "a number of microseconds, or -1" },
	{ NUMBER, FIELD(cpu_rt_period), 1, 1000000000,
	    "a number of microseconds" },
	{ NUMBER, FIELD(pids), -1, 4194304, "a number from 1, or -1" },
	{ NUMBER, FIELD(blkio_weight), 10, 1000, "a number from 10 to 1000" },
	{ DEVICE_SIZE, DEVICE(read_bps), 0, 0,
	    "a disk and a limit, such as /dev/sda:1M" },
	{ DEVICE_SIZE, DEVICE(write_bps), 0, 0,
	    "a disk and a limit, such as /dev/sda:1M" },
	{ DEVICE_NUMBER, DEVICE(read_iops), -1, UINT32_MAX,
	    "a disk and a limit, such as /dev/sda:100" },
	{ DEVICE_NUMBER, DEVICE(write_iops), -1, UINT32_MAX,
	    "a disk and a limit, such as /dev/sda:100" },
};

static int
fail(int error)
{
	errno = error;
	return -1;
}

const char *
cgroup_option_wants(int option)
{
	return rules[option - CGROUP_OPTION_MEMORY].wants;
}

/* 0 would mean "not asked for", and no process can run with it. */
static int
read_number(const struct limit_rule *rule, const char *text, int64_t *number)
{
	long long value;

	if (parse_number(text, rule->min, rule->max, &value) == -1)
		return -1;
	if (value == 0)
		return fail(ERANGE);
	*number = value;
	return 0;
}

static int
read_size(const char *text, int64_t *bytes)
{
	uint64_t value;

	if (strcmp(text, "-1") == 0) {
		*bytes = -1;
		return 0;
	}
	if (parse_size(text, &value) == -1)
		return -1;
	if (value == 0)
		return fail(ERANGE);
	*bytes = value;
	return 0;
}

/* "0.5" is 500000000 billionths of a CPU. */
static int
read_cpus(const char *text, int64_t *nano)
{
	if (text[0] == '\0' || text[strspn(text, "0123456789.")] != '\0')
		return fail(EINVAL);
	char *end;
	double cpus = strtod(text, &end);
	if (*end != '\0')
		return fail(EINVAL);
	if (cpus < 0.01 || cpus > 8192)
		return fail(ERANGE);
	*nano = cpus * 1e9 + 0.5;
	return 0;
}

static int
read_list(const char *text, const char **list)
{
	if (text[0] == '\0' || text[strspn(text, "0123456789,-")] != '\0')
		return fail(EINVAL);
	if (strlen(text) >= 256)
		return fail(ERANGE);
	*list = text;
	return 0;
}

/* Finds the entry of a device, or makes a new one. */
static struct cgroup_throttle *
find_throttle(struct cgroup_limits *limits, dev_t device)
{
	for (size_t i = 0; i < limits->nthrottles; i++) {
		struct cgroup_throttle *t = &limits->throttles[i];

		if (makedev(t->major, t->minor) == device)
			return t;
	}
	struct cgroup_throttle new = { .major = major(device),
		.minor = minor(device) };
	if (LIST_ADD(limits->throttles, limits->nthrottles, &new) == -1)
		return NULL;
	return &limits->throttles[limits->nthrottles - 1];
}

/* "DEVICE:LIMIT"; a path may have colons of its own. */
static int
read_device(const struct limit_rule *rule, const char *text,
    struct cgroup_limits *limits)
{
	char path[256];
	struct stat st;
	int64_t value;

	const char *colon = strrchr(text, ':');
	if (colon == NULL || colon == text)
		return fail(EINVAL);
	if (snprintf(path, sizeof(path), "%.*s", (int)(colon - text), text) >=
	    (int)sizeof(path))
		return fail(ENAMETOOLONG);
	int result = rule->kind == DEVICE_SIZE
			 ? read_size(colon + 1, &value)
			 : read_number(rule, colon + 1, &value);
	if (result == -1 || stat(path, &st) == -1)
		return -1;
	if (!S_ISBLK(st.st_mode))
		return fail(ENOTBLK);
	struct cgroup_throttle *t = find_throttle(limits, st.st_rdev);
	if (t == NULL)
		return -1;
	*(int64_t *)((char *)t + rule->field) = value;
	return 0;
}

int
cgroup_option(struct cgroup_limits *limits, int option, const char *value)
{
	int result;

	if (option < CGROUP_OPTION_MEMORY || option >= CGROUP_OPTION_END)
		return 0;
	const struct limit_rule *rule = &rules[option - CGROUP_OPTION_MEMORY];
	void *field = (char *)limits + rule->field;
	switch (rule->kind) {
	case SIZE:
		result = read_size(value, field);
		break;
	case NUMBER:
		result = read_number(rule, value, field);
		break;
	case CPUS:
		result = read_cpus(value, field);
		break;
	case LIST:
		result = read_list(value, field);
		break;
	default:
		result = read_device(rule, value, limits);
	}
	return result == 0 ? 1 : -1;
}
