/*
 * The AppArmor profile that containers are in unless told otherwise. All share
 * one, as Docker's share docker-default: the first to start loads it, the last
 * to end takes it away. Which one is the last, a lock tells: every supervisor
 * holds it, and the kernel takes it from one that was killed (flock(2)).
 */
#ifndef APPARMOR_DEFAULT_H
#define APPARMOR_DEFAULT_H

#include <stdbool.h>

#define PROFILE_DEFAULT "combined-default"

/*
 * Loads the profile: one that is there already stays as it is. Returns a
 * descriptor that keeps it there until apparmor_default_release(), or -1 with
 * errno as apparmor_compile(), apparmor_load(), or open(2) of the lock.
 */
int apparmor_default_hold(void);

/*
 * Lets go of it. The last holder unloads the profile, if no process is in it.
 * Returns 0, or -1 with errno as apparmor_unload().
 */
int apparmor_default_release(int held);

/* Is it there although it has no holder, and no process is in it? */
bool apparmor_default_is_orphan(void);

/* Takes it away if it is. Returns 0, or -1 with errno as apparmor_unload(). */
int apparmor_default_clear(void);

#endif
