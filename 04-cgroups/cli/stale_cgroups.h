/*
 * Stale cgroups: cgroups was killed (SIGKILL) before it could remove them.
 * Their names begin with "cgroups-" and a PID. The PID does not tell whether
 * its process still runs: PIDs are reused, and differ between PID namespaces.
 * So the process that makes a cgroup holds a lock on the directory as long as
 * it lives.
 */
#ifndef STALE_CGROUPS_H
#define STALE_CGROUPS_H

#include "04-cgroups/cgroup.h"

#define STALE_PREFIX "cgroups-"

/*
 * Returns a name for a cgroup of this process, another one with each call;
 * valid until the next call.
 */
const char *stale_next_name(void);

/*
 * Locks the cgroup for this process until it ends: flock(2). The descriptor is
 * left open on purpose. Returns 0, or -1 with errno.
 */
int stale_lock(const struct cgroup *cgroup);

/*
 * Kills and removes each such cgroup that is not locked, and calls done with
 * its name. Returns 0, or -1 with errno.
 */
int stale_clean(void (*done)(const char *name));

#endif
