/*
 * Docker's "includes" and "excludes": which containers an entry applies to.
 * Docker has one profile for all containers, because each entry may name the
 * machines, the capabilities and the kernel version for which it applies
 * ("includes") or does not apply ("excludes"). In OCI's format the program that
 * wrote the profile has decided that already.
 */
#ifndef PROFILE_CONDITIONS_H
#define PROFILE_CONDITIONS_H

#include <jansson.h>
#include <stdint.h>

/*
 * Does the entry apply to a process with these capabilities (bit N is
 * capability N), on this machine? Returns 1 or 0, or -1 with errno EINVAL and
 * filter_error().
 */
int profile_entry_applies(const json_t *entry, uint64_t caps);

#endif
