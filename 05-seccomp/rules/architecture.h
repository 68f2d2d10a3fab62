/*
 * The architectures of a machine: x86_64 runs the programs of x86, and x32,
 * too.
 *
 * The numbers of the system calls are different in each. A program built for 32
 * bits, or a single instruction, int $0x80, would bypass a filter that looks at
 * the number alone.
 */
#ifndef ARCHITECTURE_H
#define ARCHITECTURE_H

#include <stdint.h>

/*
 * Returns an architecture whose programs this machine runs: for i = 0 its own,
 * then those that its kernel also runs, and after the last of them 0.
 */
uint32_t architecture_family(int i);

/*
 * Finds an architecture by name: "x86_64", or as profiles have it
 * "SCMP_ARCH_X86_64". Returns 0 if the name is unknown.
 */
uint32_t architecture_find(const char *name);

#endif
