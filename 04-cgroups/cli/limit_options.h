/*
 * The limits on a command line, as docker-run(1) spells them: --memory,
 * --memory-swap, --cpus and so on. A program has these numbers in its table for
 * getopt_long(3), and passes the result of getopt_long to cgroup_option().
 */
#ifndef LIMIT_OPTIONS_H
#define LIMIT_OPTIONS_H

#include "04-cgroups/cgroup_limits.h"

enum {
	CGROUP_OPTION_MEMORY = 400,
	CGROUP_OPTION_MEMORY_SWAP,
	CGROUP_OPTION_CPUS,
	CGROUP_OPTION_CPU_SHARES,
	CGROUP_OPTION_CPU_QUOTA,
	CGROUP_OPTION_CPU_PERIOD,
	CGROUP_OPTION_CPUSET_CPUS,
	CGROUP_OPTION_CPUSET_MEMS,
	CGROUP_OPTION_CPU_RT_RUNTIME,
	CGROUP_OPTION_CPU_RT_PERIOD,
	CGROUP_OPTION_PIDS_LIMIT,
	CGROUP_OPTION_BLKIO_WEIGHT,
	CGROUP_OPTION_DEVICE_READ_BPS,
	CGROUP_OPTION_DEVICE_WRITE_BPS,
	CGROUP_OPTION_DEVICE_READ_IOPS,
	CGROUP_OPTION_DEVICE_WRITE_IOPS,
	CGROUP_OPTION_END
};

/*
 * Puts one option's value into limits; keeps pointers into value. Returns 1, 0
 * where the option is not one of these, or -1 with errno EINVAL or ERANGE
 * (see cgroup_option_wants), ENOTBLK (not a block device), ENOMEM, or from
 * stat(2) of the device.
 */
int cgroup_option(struct cgroup_limits *limits, int option, const char *value);

/* Returns what an option's value should look like: "a size, such as 64M". */
const char *cgroup_option_wants(int option);

#endif
