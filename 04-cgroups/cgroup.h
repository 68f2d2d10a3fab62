/*
 * Control groups: how much of the machine a set of processes may use
 * (cgroups(7)).
 *
 * A cgroup is a directory, a limit is a file in it, a member is a PID written
 * to its cgroup.procs; children of a member are born as members. In cgroup v2
 * there is one tree for all controllers (memory, cpu, pids, …). In v1 each
 * controller has a tree of its own, so that one cgroup is a directory in each of
 * them. Both versions can be in use at a time: "hybrid". The functions below do
 * the same on either:
 *
 *     cgroup_find()     where it is to be
 *     cgroup_create()   mkdir(2)
 *     cgroup_set()      write(2) of each limit, before there is a process
 *     cgroup_attach()   write(2) of the PID, before it executes the command
 *     cgroup_kill()     all that is left in the cgroup
 *     cgroup_remove()   rmdir(2)
 *
 * After a failure cgroup_strerror() has the name of the file, and the remedy.
 */
#ifndef CGROUP_H
#define CGROUP_H

#include "04-cgroups/cgroup_limits.h"
#include "04-cgroups/tree/controllers.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* One cgroup. Plain data: it can be copied, and used in a forked child. */
struct cgroup {
	char name[256]; /* its path below the root, "combined/web" */
	struct {
		int version;    /* 1, 2, or 0: no such controller here */
		char path[512]; /* its directory, "/sys/fs/cgroup/memory/web" */
	} at[CGROUP_CONTROLLERS];
};

/*
 * Fills in where the cgroup of this name is, or would be, without the hierarchies
 * that only a side controller is in. The name is a path below the root, "web" or
 * "combined/web"; for a normal user below the top of the v2 subtree that was
 * delegated to them, unless the name begins with "/". Returns 0, or -1 with errno
 * EINVAL (not a proper name), ENOENT (no hierarchy is mounted).
 */
int cgroup_find(struct cgroup *cgroup, const char *name);

/* The same with all hierarchies. */
int cgroup_find_all(struct cgroup *cgroup, const char *name);

/*
 * Creates a cgroup that cgroup_find() has filled in, in each hierarchy that has
 * one of the controllers, with the parents that are missing. In v2 each parent
 * enables all the controllers it can for its children (cgroup.subtree_control);
 * v1's cpuset.cpus and .mems are copied from the parent, because no process can
 * be attached to an empty cpuset. With adopt, directories may be there already.
 * Returns 0, or -1 with errno EEXIST, EACCES or EROFS (no right to); after a
 * failure nothing is left behind.
 */
int cgroup_create(const struct cgroup *cgroup, bool adopt);

/*
 * Finds a cgroup, and creates the directories of it that are missing: all, some
 * or none. Returns 0, or -1 with errno as cgroup_find() and cgroup_create(), or
 * EBUSY if the cgroup is frozen, or has processes in it or below.
 */
int cgroup_adopt(struct cgroup *cgroup, const char *name);

/*
 * Makes the cgroup also in the hierarchy of a side controller (hugetlb, rdma,
 * net_cls, net_prio): cgroup_create() leaves such a hierarchy out where no other
 * controller is in it. The directory may be there already. To be called before
 * cgroup_attach(). Returns 0, or -1 with errno ENOTSUP (no hierarchy has it), or as
 * cgroup_create().
 */
int cgroup_extend(struct cgroup *cgroup, enum cgroup_controller controller);

/*
 * Finds an existing cgroup; where v1 has it in some hierarchies only, the other
 * controllers have version 0. Returns 0, or -1 with errno EINVAL, or ENOENT.
 */
int cgroup_open(struct cgroup *cgroup, const char *name);

/*
 * Sets the limits that are asked for; the others stay as they are. Returns 0,
 * or -1 with errno ENOTSUP (a limit needs a controller or a file that is not
 * there), EINVAL (both cpu_nano and cpu_quota), EFBIG (a list of CPUs that is
 * longer than a page), or the errno with which the kernel refuses the value:
 * EINVAL, EBUSY, ERANGE, ENODEV.
 */
int cgroup_set(const struct cgroup *cgroup, const struct cgroup_limits *limits);

/*
 * Moves a process (0: the caller) with all its threads into the cgroup. Returns
 * 0, or -1 with errno ESRCH, EACCES, EBUSY (v2: the cgroup has enabled
 * controllers for its children), ENOSPC (v1: an empty cpuset), EINVAL (a
 * realtime process, and no realtime budget).
 */
int cgroup_attach(const struct cgroup *cgroup, pid_t pid);

/*
 * Stops all processes in the cgroup and below, which they cannot notice, or lets
 * them go on. Waits until the kernel has done so. Returns 0, or -1 with errno
 * ENOTSUP (v1 without freezer), ETIMEDOUT (a process is in uninterruptible
 * sleep).
 */
int cgroup_freeze(const struct cgroup *cgroup, bool frozen);

/* Is the cgroup frozen now, or about to be? */
bool cgroup_is_frozen(const struct cgroup *cgroup);

/*
 * Kills all processes in the cgroup and below with SIGKILL, also frozen ones and
 * those that keep forking, and waits until they are gone. Returns 0, or -1 with
 * errno ETIMEDOUT, or EPERM if a process is another user's (v1).
 */
int cgroup_kill(const struct cgroup *cgroup);

/*
 * Sends a signal to each process in the cgroup and below, once, by its pidfd:
 * never to a process that has the PID of one that was a member. Processes that
 * our PID namespace does not have get none. Returns 0, or -1 with errno EPERM,
 * EMFILE, ENOMEM.
 */
int cgroup_signal(const struct cgroup *cgroup, int sig);

/*
 * Removes the cgroup, those below it, and the parents that cgroup_create() made
 * on the way to it (they carry the attribute "user.cgroups.parent") and that
 * are empty by now. Retries for up to 5 s while the kernel is busy with killed
 * processes. Returns 0, or -1 with errno EBUSY (processes are in it: cgroup_kill
 * first), ENOENT.
 */
int cgroup_remove(const struct cgroup *cgroup);

/*
 * Opens the cgroup's directory in v2, for a child to be born in: clone3(2) with
 * CLONE_INTO_CGROUP. Such a child need not be moved; to move a process, the
 * kernel waits until no process of the machine is being forked. Returns a
 * descriptor that the caller closes, or -1 with errno: ENOTSUP if the cgroup
 * has no directory in v2. For those in v1 see tasks_v1.h.
 */
int cgroup_open_directory(const struct cgroup *cgroup);

/*
 * Lists the processes in the cgroup and below: at most size of them into pids.
 * Returns how many there are, which may be more, or -1 with errno.
 */
ssize_t cgroup_pids(const struct cgroup *cgroup, pid_t *pids, size_t size);

/*
 * Lists all of them into *pids, which the caller frees. Returns how many there
 * are, or -1 with errno, also ENOMEM; then there is nothing to free.
 */
ssize_t cgroup_all_pids(const struct cgroup *cgroup, pid_t **pids);

/*
 * Writes a control file that struct cgroup_limits has no field for: names has
 * its name in v1 and in v2, or NULL. Returns 0, or -1 with errno as
 * cgroup_set().
 */
int cgroup_write(const struct cgroup *cgroup, enum cgroup_controller controller,
    const char *const names[2], const char *value);

/* One limit as the kernel has it now. */
struct cgroup_value {
	const char *option; /* "memory", the option without its dashes */
	char path[640];     /* the file */
	char text[256];     /* its content */
};

/*
 * Reads the nth limit, n from 0, as far as there is a file for it here. Returns
 * 1, 0 if this limit cannot be read here, or -1 when n is beyond the last.
 */
int
cgroup_get(const struct cgroup *cgroup, size_t n, struct cgroup_value *value);

/*
 * Does the kernel count swap here? Then docker(1) sets memory_swap to twice the
 * memory where memory_swap was not asked for, and so should a command line here.
 */
bool cgroup_counts_swap(const struct cgroup *cgroup);

/* What the kernel has counted; -1: the kernel does not count this here. */
struct cgroup_stats {
	int64_t memory;         /* bytes in use */
	int64_t memory_peak;    /* bytes at most */
	int64_t oom_kills;      /* processes killed for want of memory */
	int64_t cpu_usec;       /* CPU time, all CPUs together */
	int64_t throttled;      /* periods in which the quota ran out */
	int64_t throttled_usec; /* time spent waiting for the next period */
	int64_t pids;           /* processes and threads */
	int64_t read_bytes;     /* from block devices */
	int64_t written_bytes;  /* to block devices */
};

/* Reads the counters. What cannot be read is -1 in *stats. */
void cgroup_stat(const struct cgroup *cgroup, struct cgroup_stats *stats);

/* What the cgroup may use, of what can be in use; -1: without a limit. */
struct cgroup_ceilings {
	int64_t memory; /* bytes */
	int64_t pids;   /* processes and threads */
	double cpus;    /* CPU time: that many CPUs */
};

/* Reads these limits as the kernel has them. What cannot be read is -1. */
void cgroup_get_ceilings(
    const struct cgroup *cgroup, struct cgroup_ceilings *limits);

/* oom_kills of the above, alone: one file is read instead of ten. -1: unknown. */
int64_t cgroup_oom_kills(const struct cgroup *cgroup);

/*
 * For loops over all directories of a cgroup, i from 0 up to CGROUP_CONTROLLERS:
 * controllers can share a directory. Is controller i there, and the first in its
 * directory?
 */
bool cgroup_has_directory(const struct cgroup *cgroup, int i);

/* Returns how many bytes of that directory's path are above the cgroup. */
size_t cgroup_top_length(const struct cgroup *cgroup, int i);

/*
 * Returns the directory to look into where one is enough: the one that can
 * freeze and kill, otherwise any. The string is part of *cgroup.
 */
const char *cgroup_main_directory(const struct cgroup *cgroup);

/*
 * The file or directory at which the last function that failed did so, and a
 * whole message with it: "FILE: Device or resource busy (what to do)". To be
 * called before errno changes; valid until the next call.
 */
const char *cgroup_file(void);
const char *cgroup_strerror(void);

#endif
