/*
 * What the kernel keeps for a container or a process and can be set by one call
 * each: nothing of it depends on the file system.
 *
 * All return 0, or -1 with errno; failure_text() names the call that failed.
 */
#ifndef PROCESS_ATTRIBUTES_H
#define PROCESS_ATTRIBUTES_H

#include "07-combined/engine/container.h"

/*
 * A new time namespace, with the clocks moved by clock_offsets, and
 * enters it: time_namespaces(7).
 */
int attributes_clocks(const struct container_spec *spec);

/* Its hostname and NIS domain name: uts_namespaces(7). */
int attributes_names(const struct container_spec *spec);

/* Its sysctls, which namespaced_check() has allowed: proc(5). */
int attributes_sysctls(const struct container_spec *spec);

/*
 * What its first process hands on to all others: personality(2), ioprio_set(2),
 * sched_setattr(2), setrlimit(2).
 */
int attributes_rlimits(const struct container_spec *spec);

/*
 * Leaves the caller's keys behind, which no namespace separates: keyrings(7).
 */
int attributes_keyring(void);

#endif
