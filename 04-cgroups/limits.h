/*
 * The limits on a command line, as docker-run(1) spells them.
 *
 * A program puts CGROUP_OPTIONS into its table for getopt_long(3), CGROUP_HELP
 * into its --help, and gives what getopt_long returns to cgroup_option().
 */
#ifndef LIMITS_H
#define LIMITS_H

#include "04-cgroups/cgroup.h"

#include <getopt.h>

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

#define CGROUP_OPTION_(name, value)                                            \
	{                                                                      \
		name, required_argument, NULL, value                           \
	}

#define CGROUP_OPTIONS                                                         \
	CGROUP_OPTION_("memory", CGROUP_OPTION_MEMORY),                        \
	    CGROUP_OPTION_("memory-swap", CGROUP_OPTION_MEMORY_SWAP),          \
	    CGROUP_OPTION_("cpus", CGROUP_OPTION_CPUS),                        \
	    CGROUP_OPTION_("cpu-shares", CGROUP_OPTION_CPU_SHARES),            \
	    CGROUP_OPTION_("cpu-quota", CGROUP_OPTION_CPU_QUOTA),              \
	    CGROUP_OPTION_("cpu-period", CGROUP_OPTION_CPU_PERIOD),            \
	    CGROUP_OPTION_("cpuset-cpus", CGROUP_OPTION_CPUSET_CPUS),          \
	    CGROUP_OPTION_("cpuset-mems", CGROUP_OPTION_CPUSET_MEMS),          \
	    CGROUP_OPTION_("cpu-rt-runtime", CGROUP_OPTION_CPU_RT_RUNTIME),    \
	    CGROUP_OPTION_("cpu-rt-period", CGROUP_OPTION_CPU_RT_PERIOD),      \
	    CGROUP_OPTION_("pids-limit", CGROUP_OPTION_PIDS_LIMIT),            \
	    CGROUP_OPTION_("blkio-weight", CGROUP_OPTION_BLKIO_WEIGHT),        \
	    CGROUP_OPTION_("device-read-bps", CGROUP_OPTION_DEVICE_READ_BPS),  \
	    CGROUP_OPTION_(                                                    \
		"device-write-bps", CGROUP_OPTION_DEVICE_WRITE_BPS),           \
	    CGROUP_OPTION_(                                                    \
		"device-read-iops", CGROUP_OPTION_DEVICE_READ_IOPS),           \
	    CGROUP_OPTION_(                                                    \
		"device-write-iops", CGROUP_OPTION_DEVICE_WRITE_IOPS)

/* clang-format off */
#define CGROUP_HELP                                                            \
	"      --memory SIZE           memory, such as 64M\n"                  \
	"      --memory-swap SIZE      memory plus swap; -1: unlimited; "      \
	"default:\n"                                                           \
	"                              twice the memory\n"                     \
	"      --cpus NUMBER           CPU time: that many CPUs, such as "     \
	"0.5\n"                                                                \
	"      --cpu-quota USEC        CPU time a period; -1: unlimited\n"     \
	"      --cpu-period USEC       the period (default: 100000)\n"         \
	"      --cpu-shares NUMBER     weight when CPUs are short: 2 to "      \
	"262144,\n"                                                            \
	"                              1024 is a cgroup's default\n"           \
	"      --cpuset-cpus LIST      run on these CPUs only, such as "       \
	"0-2,4\n"                                                              \
	"      --cpuset-mems LIST      take memory from these NUMA nodes\n"    \
	"      --cpu-rt-runtime USEC   realtime a period (cgroup v1)\n"        \
	"      --cpu-rt-period USEC    that period (cgroup v1)\n"              \
	"      --pids-limit NUMBER     processes and threads; -1: "            \
	"unlimited\n"                                                          \
	"      --blkio-weight NUMBER   weight when a disk is busy: 10 to "     \
	"1000\n"                                                               \
	"      --device-read-bps DEVICE:SIZE     bytes a second, such as\n"    \
	"      --device-write-bps DEVICE:SIZE    /dev/sda:1M\n"                \
	"      --device-read-iops DEVICE:NUMBER  operations a second\n"        \
	"      --device-write-iops DEVICE:NUMBER\n"
/* clang-format on */

/*
 * Puts one option's value into limits; keeps pointers into value. Returns 1, 0
 * where the option is none of CGROUP_OPTIONS, or -1 with errno EINVAL or ERANGE
 * (see cgroup_option_wants), ENOSPC (too many devices), ENOTBLK (no block
 * device), or from stat(2) of the device.
 */
int cgroup_option(struct cgroup_limits *limits, int option, const char *value);

/* Returns what an option's value should look like: "a size, such as 64M". */
const char *cgroup_option_wants(int option);

#endif
