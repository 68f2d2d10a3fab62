/*
 * The words of fstab(5) and mount(8) for how something is mounted, which both
 * front ends understand.
 */
#ifndef MOUNT_OPTIONS_H
#define MOUNT_OPTIONS_H

#include "07-combined/engine/container.h"

/*
 * Takes a word into mount: a flag ("ro", "nosuid", for a bind's submounts too
 * with an r in front of it), or a propagation ("rslave"). Returns whether it is
 * one.
 */
bool mount_word(struct container_mount *mount, const char *word);

/*
 * The same; any other word is for the file system: it goes to mount->data.
 * Returns 0, or -1 with errno ENOMEM.
 */
int mount_option(struct container_mount *mount, const char *word);

/* The parts of a propagation's name: MS_SLAVE|MS_REC for "rslave", or 0. */
unsigned long mount_propagation(const char *name);

#endif
