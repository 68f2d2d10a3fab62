/*
 * Control groups: how much of the machine a set of processes may use
 * (cgroups(7)).
 *
 * A cgroup is a directory, a limit is a file in it, a member is a PID written
 * to its cgroup.procs; children of a member are born as members. There are two
 * versions. In v1 each controller (memory, cpu, pids, …) has a tree of its own,
 * so that one cgroup is a directory in each of them; in v2 there is one tree
 * for all. Both can be in use at a time: "hybrid". The functions below do the
 * same on either:
 *
 *     cgroup_create()   the directories
 *     cgroup_set()      the limits, before there is a process to limit
 *     cgroup_attach()   the process, before it executes the command
 *     cgroup_kill()     all that is left of it
 *     cgroup_remove()   the directories, which have to be empty
 *
 * After a failure cgroup_strerror() says which file it was, and what to do.
 */
#ifndef CGROUP_H
#define CGROUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* What we use of the kernel's controllers. Core is what v2 has without any. */
enum cgroup_controller {
	CGROUP_CPU,
	CGROUP_CPUACCT, /* v1 only: v2's core counts CPU time */
	CGROUP_CPUSET,
	CGROUP_MEMORY,
	CGROUP_IO, /* v1 calls it blkio */
	CGROUP_PIDS,
	CGROUP_FREEZER, /* v1 only: v2's core freezes */
	CGROUP_DEVICES, /* v1 only: v2 has programs (devices.h) */
	CGROUP_CORE,
	CGROUP_CONTROLLERS
};

/* One cgroup. Plain data: it can be copied, and used in a forked child. */
struct cgroup {
	char name[256]; /* its path below the root, "combined/web" */
	struct {
		int version;    /* 1, 2, or 0: no such controller here */
		char path[512]; /* its directory, "/sys/fs/cgroup/memory/web" */
	} at[CGROUP_CONTROLLERS];
};

/* For one block device: bytes and operations per second, read and written. */
struct cgroup_throttle {
	unsigned int major, minor;
	int64_t read_bps, write_bps; /* 0: not asked for, -1: unlimited */
	int64_t read_iops, write_iops;
};

#define CGROUP_THROTTLES 16

/*
 * All limits, in docker's and OCI's units; each version's own come from them.
 * 0 or NULL is "not asked for", so that { 0 } asks for nothing.
 */
struct cgroup_limits {
	int64_t memory;      /* bytes; -1: unlimited */
	int64_t memory_swap; /* bytes of memory plus swap; -1: unlimited */
	int64_t cpu_shares;  /* 2 to 262144, where 1024 is the default */
	int64_t cpu_nano;    /* CPU time: 1000000000 is one CPU, all of it */
	int64_t cpu_quota;   /* or: µs of it a period; -1: unlimited */
	int64_t cpu_period;  /* µs, 1000 to 1000000; default 100000 */
	const char *cpuset_cpus; /* "0-2,4" */
	const char *cpuset_mems; /* NUMA nodes, "0" */
	int64_t cpu_rt_runtime;  /* v1 only: µs of realtime a period; -1 */
	int64_t cpu_rt_period;   /* v1 only: µs */
	int64_t pids;            /* processes and threads; -1: unlimited */
	int64_t blkio_weight;    /* 10 to 1000 */
	size_t nthrottles;
	struct cgroup_throttle throttles[CGROUP_THROTTLES];
};

/* What the kernel has counted; -1: it does not count this here. */
struct cgroup_stats {
	int64_t memory;         /* bytes in use */
	int64_t memory_peak;    /* bytes at most */
	int64_t oom_kills;      /* processes killed for want of memory */
	int64_t cpu_usec;       /* CPU time, all CPUs together */
	int64_t throttled;      /* periods in which the quota ran out */
	int64_t throttled_usec; /* time that was spent waiting for the next */
	int64_t pids;           /* processes and threads */
	int64_t read_bytes;     /* from block devices */
	int64_t written_bytes;  /* to block devices */
};

/*
 * Creates a cgroup in each hierarchy that has a controller of ours, with the
 * parents that are missing. In v2 each parent hands down all the controllers it
 * can (cgroup.subtree_control); v1's cpuset.cpus and .mems are copied from the
 * parent, without which nothing could be attached. The name is a path below the
 * root, "web" or "combined/web"; for a normal user below the top of the v2
 * subtree that was delegated to them. Returns 0, or -1 with errno EINVAL (no
 * proper name), EEXIST, EACCES or EROFS (no right to), ENOENT (no hierarchy is
 * mounted); then nothing is left behind.
 */
int cgroup_create(struct cgroup *cgroup, const char *name);

/*
 * Finds an existing cgroup; where v1 has it in some hierarchies only, the other
 * controllers have version 0. Returns 0, or -1 with errno EINVAL, or ENOENT.
 */
int cgroup_open(struct cgroup *cgroup, const char *name);

/*
 * Sets the limits that are asked for, the others stay as they are. Returns 0,
 * or -1 with errno ENOTSUP (a limit needs a controller or a file that is not
 * there), EINVAL (both cpu_nano and cpu_quota), or as the kernel judges the
 * value: EINVAL, EBUSY, ERANGE, ENODEV.
 */
int cgroup_set(const struct cgroup *cgroup, const struct cgroup_limits *limits);

/*
 * Writes a control file that struct cgroup_limits has no field for: names has
 * what v1 and what v2 calls it, or NULL. Returns 0, or -1 with errno as
 * cgroup_set().
 */
int cgroup_write(const struct cgroup *cgroup, enum cgroup_controller controller,
    const char *const names[2], const char *value);

/*
 * Opens its directory, for a child to be born in: clone3(2) with
 * CLONE_INTO_CGROUP. Nobody has to be moved then, for which the kernel would
 * wait until no process is being forked anywhere. Returns a descriptor, or -1
 * with errno: ENOTSUP where it is not one directory of v2.
 */
int cgroup_open_directory(const struct cgroup *cgroup);

/*
 * Moves a process (0: the caller) with all its threads into the cgroup. Returns
 * 0, or -1 with errno ESRCH, EACCES, EBUSY (v2: the cgroup hands controllers to
 * children), ENOSPC (v1: an empty cpuset), EINVAL (a realtime process, and no
 * realtime budget).
 */
int cgroup_attach(const struct cgroup *cgroup, pid_t pid);

/*
 * Stops all processes in it and below, unseen by them, or lets them go on.
 * Waits until the kernel says it is so. Returns 0, or -1 with errno ENOTSUP (v1
 * without freezer), ETIMEDOUT (a process sits in uninterruptible sleep).
 */
int cgroup_freeze(const struct cgroup *cgroup, bool frozen);

/* Is it stopped now, or about to be? */
bool cgroup_is_frozen(const struct cgroup *cgroup);

/*
 * Kills all processes in it and below with SIGKILL, also frozen ones and those
 * that keep forking, and waits until they are gone. Returns 0, or -1 with errno
 * ETIMEDOUT, or EPERM where a process is another user's (v1).
 */
int cgroup_kill(const struct cgroup *cgroup);

/*
 * Removes the cgroup, those below it, and the parents that cgroup_create() made
 * on the way to it (they carry the attribute "user.cgroups.parent") and that
 * are empty by now. Retries for a while what the kernel is still busy with.
 * Returns 0, or -1 with errno EBUSY (processes are in it: cgroup_kill first),
 * ENOENT.
 */
int cgroup_remove(const struct cgroup *cgroup);

/* Reads the counters. Returns 0; what cannot be read is -1 in *stats. */
int cgroup_stat(const struct cgroup *cgroup, struct cgroup_stats *stats);

/*
 * Lists the processes in it and below: at most size of them into pids. Returns
 * how many there are, which may be more, or -1 with errno.
 */
ssize_t cgroup_pids(const struct cgroup *cgroup, pid_t *pids, size_t size);

/* One limit as the kernel has it now. */
struct cgroup_value {
	const char *option; /* "memory", for which others say --memory */
	char path[640];     /* the file */
	char text[256];     /* what stands in it */
};

/*
 * Reads the nth limit, n from 0, as far as there is a file for it here. Returns
 * 1, 0 where this limit cannot be read here, or -1 when n is beyond the last.
 */
int
cgroup_get(const struct cgroup *cgroup, size_t n, struct cgroup_value *value);

/*
 * Does the kernel count swap here? Then docker(1) sets memory_swap to twice the
 * memory where it was not asked for, and so should a command line of ours.
 */
bool cgroup_counts_swap(const struct cgroup *cgroup);

/*
 * The file or directory at which the last function that failed did so, and a
 * whole message with it: "FILE: Device or resource busy (what to do)". To be
 * called before errno changes; valid until the next call.
 */
const char *cgroup_file(void);
const char *cgroup_strerror(void);

#endif
