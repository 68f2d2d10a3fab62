/* Options about resources: all are chapter 4's. */
#include "07-combined/docker/cli.h"

#include "04-cgroups/cli/limit_options.h"
#include "common/options.h"
#include "common/parse.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

/* As dockerd: what a container needs before its command runs. */
#define MEMORY_MIN (6 << 20)

/* docker's 0 takes a limit back. Returns whether this is such a limit. */
static bool
take_back(struct cgroup_limits *limits, int option)
{
	switch (option) {
	case CGROUP_OPTION_MEMORY:
		limits->memory = 0;
		break;
	case CGROUP_OPTION_MEMORY_SWAP:
		limits->memory_swap = 0;
		break;
	case CGROUP_OPTION_CPUS:
		limits->cpu_nano = 0;
		break;
	case CGROUP_OPTION_CPU_SHARES:
		limits->cpu_shares = 0;
		break;
	case CGROUP_OPTION_CPU_QUOTA:
		limits->cpu_quota = 0;
		break;
	case CGROUP_OPTION_CPU_PERIOD:
		limits->cpu_period = 0;
		break;
	case CGROUP_OPTION_CPU_RT_RUNTIME:
		limits->cpu_rt_runtime = 0;
		break;
	case CGROUP_OPTION_CPU_RT_PERIOD:
		limits->cpu_rt_period = 0;
		break;
	case CGROUP_OPTION_PIDS_LIMIT:
		limits->pids = 0;
		break;
	case CGROUP_OPTION_BLKIO_WEIGHT:
		limits->blkio_weight = 0;
		break;
	default:
		return false;
	}
	return true;
}

/* "0", "0.0", "0m": as far as docker is concerned, not asked for. */
static bool
is_zero(const char *value)
{
	size_t zeros = strspn(value, "0.");
	uint64_t bytes;

	return zeros > 0 &&
	       value[zeros + strspn(value + zeros, "bkmgtBKMGT")] == '\0' &&
	       parse_size(value, &bytes) == 0;
}

static void
set_limit(struct cli *cli, const struct cli_option *option, const char *value)
{
	long long number;

	/* To docker, each number below 0 means "no limit". */
	if (option->id == CGROUP_OPTION_PIDS_LIMIT &&
	    parse_number(value, LLONG_MIN, -1, &number) == 0)
		value = "-1";
	if (is_zero(value) && take_back(&cli->spec.resources, option->id))
		return;
	/* Chapter 4 takes -1, for memory or a device, as "no limit". */
	bool negative = strstr(value, ":-") != NULL ||
			(option->id == CGROUP_OPTION_MEMORY && *value == '-');
	if (negative ||
	    cgroup_option(&cli->spec.resources, option->id, value) == -1)
		options_wrong("--%s: '%s' is not %s", option->name, value,
		    cgroup_option_wants(option->id));
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	if (option->id == CGROUP_OPTION_CPUS &&
	    cli->spec.resources.cpu_nano > cpus * INT64_C(1000000000))
		options_wrong("--cpus: '%s' is more than this machine's %ld",
		    value, cpus);
	if (option->id == CGROUP_OPTION_MEMORY &&
	    cli->spec.resources.memory < MEMORY_MIN)
		options_wrong("--memory: '%s' is less than 6M, with which no "
			      "container starts",
		    value);
}

const struct cli_option cli_resources[] = {
	{ "memory", 'm', "SIZE", "memory, such as 64M", set_limit,
	    CGROUP_OPTION_MEMORY, CLI_RUN, "cgroup_set" },
	{ "memory-swap", 0, "SIZE", "memory plus swap; -1: unlimited",
	    set_limit, CGROUP_OPTION_MEMORY_SWAP, CLI_RUN, "cgroup_set" },
	{ "cpus", 0, "NUMBER", "CPU time: that many CPUs, such as 0.5",
	    set_limit, CGROUP_OPTION_CPUS, CLI_RUN, "cgroup_set" },
	{ "cpu-quota", 0, "USEC", "CPU time per period", set_limit,
	    CGROUP_OPTION_CPU_QUOTA, CLI_RUN, "cgroup_set" },
	{ "cpu-period", 0, "USEC", "the period (default: 100000)", set_limit,
	    CGROUP_OPTION_CPU_PERIOD, CLI_RUN, "cgroup_set" },
	{ "cpu-shares", 'c', "NUMBER", "weight when CPUs are short", set_limit,
	    CGROUP_OPTION_CPU_SHARES, CLI_RUN, "cgroup_set" },
	{ "cpuset-cpus", 0, "LIST", "run on these CPUs only, such as 0-2",
	    set_limit, CGROUP_OPTION_CPUSET_CPUS, CLI_EMPTY, "cgroup_set" },
	{ "cpuset-mems", 0, "LIST", "memory of these NUMA nodes only",
	    set_limit, CGROUP_OPTION_CPUSET_MEMS, CLI_EMPTY, "cgroup_set" },
	{ "cpu-rt-runtime", 0, "USEC", "realtime per period (cgroup v1)",
	    set_limit, CGROUP_OPTION_CPU_RT_RUNTIME, CLI_RUN, "cgroup_set" },
	{ "cpu-rt-period", 0, "USEC", "that period (cgroup v1)", set_limit,
	    CGROUP_OPTION_CPU_RT_PERIOD, CLI_RUN, "cgroup_set" },
	{ "pids-limit", 0, "NUMBER", "processes and threads", set_limit,
	    CGROUP_OPTION_PIDS_LIMIT, CLI_RUN, "cgroup_set" },
	{ "blkio-weight", 0, "NUMBER", "weight when a disk is busy", set_limit,
	    CGROUP_OPTION_BLKIO_WEIGHT, CLI_RUN, "cgroup_set" },
	{ "device-read-bps", 0, "DEVICE:SIZE", "bytes a second", set_limit,
	    CGROUP_OPTION_DEVICE_READ_BPS, CLI_RUN, "cgroup_set" },
	{ "device-write-bps", 0, "DEVICE:SIZE", "bytes a second", set_limit,
	    CGROUP_OPTION_DEVICE_WRITE_BPS, CLI_RUN, "cgroup_set" },
	{ "device-read-iops", 0, "DEVICE:NUMBER", "operations a second",
	    set_limit, CGROUP_OPTION_DEVICE_READ_IOPS, CLI_RUN, "cgroup_set" },
	{ "device-write-iops", 0, "DEVICE:NUMBER", "operations a second",
	    set_limit, CGROUP_OPTION_DEVICE_WRITE_IOPS, CLI_RUN, "cgroup_set" },
	{ 0 },
};
