/*
 * The limits that a cgroup can have, in the units of docker(1) and the OCI
 * runtime specification. cgroup_set() translates them into the units of v1 or
 * v2. 0 or NULL means "not asked for", so that { 0 } asks for nothing.
 */
#ifndef CGROUP_LIMITS_H
#define CGROUP_LIMITS_H

#include <stddef.h>
#include <stdint.h>

/* For one block device: bytes and operations per second, read and written. */
struct cgroup_throttle {
	unsigned int major, minor;
	int64_t read_bps, write_bps; /* 0: not asked for, -1: unlimited */
	int64_t read_iops, write_iops;
};

struct cgroup_limits {
	int64_t memory;      /* bytes; -1: unlimited */
	int64_t memory_swap; /* bytes of memory plus swap; -1: unlimited */
	int64_t cpu_shares;  /* 2 to 262144, where 1024 is the default */
	int64_t cpu_nano;    /* CPU time: 1000000000 is all of one CPU's */
	int64_t cpu_quota;   /* or: µs of CPU time per period; -1: unlimited */
	int64_t cpu_period;  /* µs, 1000 to 1000000; default 100000 */
	const char *cpuset_cpus; /* "0-2,4"; the caller's string */
	const char *cpuset_mems; /* NUMA nodes, "0"; the caller's string */
	int64_t cpu_rt_runtime;  /* v1 only: µs per period; -1: unlimited */
	int64_t cpu_rt_period;   /* v1 only: µs */
	int64_t pids;            /* processes and threads; -1: unlimited */
	int64_t blkio_weight;    /* 10 to 1000 */
	struct cgroup_throttle *throttles; /* the caller's: common/list.h */
	size_t nthrottles;
};

#endif
