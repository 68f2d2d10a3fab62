/* An entry of a profile: system calls, conditions, and their action. */
#ifndef PROFILE_SYSCALLS_H
#define PROFILE_SYSCALLS_H

#include "05-seccomp/filter.h"

#include <jansson.h>
#include <stdint.h>

/*
 * Adds what an entry of a profile's array syscalls says, unless it applies to
 * other machines or other capabilities only. Returns 0, or -1 with errno EINVAL
 * and filter_error().
 */
int
profile_add_entry(struct filter *filter, const json_t *entry, uint64_t caps);

/*
 * Reads an action of a profile, and the errno (or, for a tracer, the number)
 * that it returns. Returns 0, or -1 with errno EINVAL and filter_error().
 */
int profile_action(const json_t *object, const char *key, const char *errno_key,
    uint32_t *action);

#endif
