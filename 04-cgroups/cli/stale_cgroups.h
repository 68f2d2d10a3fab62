/*
 * Cgroups whose maker was killed (SIGKILL) before it could remove them. Their
 * names begin with "cgroups-". The maker has its cgroup's directory locked as
 * long as it lives: PIDs come again, and other PID namespaces have others.
 */
#ifndef LEFTOVERS_H
#define LEFTOVERS_H

#include "04-cgroups/cgroup.h"

#define LEFTOVERS_PREFIX "cgroups-"

/*
 * Locks the cgroup for this process until it ends: flock(2). Returns 0, or -1
 * with errno.
 */
int leftovers_claim(const struct cgroup *cgroup);

/*
 * Kills and removes what nobody has locked, and calls done with each name.
 * Returns 0, or -1 with errno.
 */
int leftovers_clean(void (*done)(const char *name));

#endif
