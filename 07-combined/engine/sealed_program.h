/*
 * Programs in memory: memfd_create(2), sealed.
 *
 * What runs where a container can see it is executed from a file of its own,
 * that no path leads to. With the seals nothing can be written to it, by
 * whatever descriptor; and whatever else is done to it (chmod, chown) is done
 * to a file that nothing else is ever executed from.
 */
#ifndef SEALED_PROGRAM_H
#define SEALED_PROGRAM_H

#include <stddef.h>

/*
 * Makes such a file of these bytes. Returns a descriptor, to be executed by
 * execveat(2) with AT_EMPTY_PATH, or -1 with errno and failure_text(): EACCES
 * if the kernel is told to have no programs in memory, vm.memfd_noexec.
 */
int sealed_program(const char *name, const char *bytes, size_t size);

#endif
