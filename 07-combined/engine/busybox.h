/*
 * The embedded root file system: one program that is all of them.
 */
#ifndef BUSYBOX_H
#define BUSYBOX_H

#include <stdbool.h>

/*
 * Lays out a root file system in an existing, empty directory: the static
 * busybox that was linked into this program, a link for each of its commands,
 * and the few files and directories that they expect. Returns 0, or -1 with
 * errno.
 */
int busybox_unpack(const char *directory);

/*
 * Becomes the embedded busybox, with in and out for its standard input and
 * output, -1: as ours. What fails is reported and exits 125.
 */
_Noreturn void busybox_execute(char *const argv[], int in, int out);

/* Is there such a command in it? */
bool busybox_has(const char *command);

#endif
