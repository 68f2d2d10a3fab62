/*
 * What caps(1) prints about a process and about a ping program. Unlike the
 * chapter's modules these print, and exit 125 with a message where they fail.
 */
#ifndef CAPS_SHOW_H
#define CAPS_SHOW_H

#include <sys/types.h>

/*
 * Prints the five sets of a process by name, 0 for this one, with its name, uid,
 * user namespace (the host's, yours, or its own), no_new_privs, and of this one the
 * securebits: the kernel does not tell those of others. Returns the exit status.
 */
int caps_show(pid_t pid);

/*
 * Prints whether this process may ping with the program at path, and why.
 * Returns the exit status: 0 if it may, 1 if not.
 */
int caps_show_ping(const char *path);

#endif
