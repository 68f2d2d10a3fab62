/*
 * Stale profiles: apparmor was killed before it could unload them. Their names
 * say which process made them: apparmor-PID-XXXX. (A cgroup's maker holds a
 * lock on its directory instead: chapter 4. A profile has nothing to lock. But
 * it is in use as long as a process is in it, which the kernel tells; the PID
 * only covers the time before the first process is.)
 */
#ifndef STALE_PROFILES_H
#define STALE_PROFILES_H

#include <stddef.h>

/*
 * Writes a name that has this process's PID and that no other profile has, and
 * returns it.
 */
const char *stale_profiles_new_name(char *name, size_t size);

/*
 * Looks for a profile that stale_profiles_new_name() named, whose maker has
 * ended and in which no process is. Returns 1 with its name, 0 if there is
 * none, or -1 with errno from open(2) of the kernel's list, which only root may
 * read.
 */
int stale_profiles_find(char *name, size_t size);

#endif
