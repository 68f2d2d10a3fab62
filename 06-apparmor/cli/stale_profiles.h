/*
 * Profiles whose maker was killed before it could remove them. Their names say
 * who made them: apparmor-PID-XXXX.
 */
#ifndef LEFTOVERS_H
#define LEFTOVERS_H

#include <stddef.h>

/*
 * Writes a name that tells this process and that no other profile has, and
 * returns it.
 */
const char *leftovers_new_name(char *name, size_t size);

/*
 * Looks for a profile that leftovers_new_name() named, whose maker has ended
 * and in which no process is. Returns 1 with its name, 0 where there is none,
 * or -1 with errno from open(2) of the kernel's list, which is for root.
 */
int leftovers_find(char *name, size_t size);

#endif
