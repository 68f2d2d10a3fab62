/*
 * The multiplexers: one system call that makes many others.
 *
 * On 32-bit x86, s390, POWER and MIPS the calls for sockets and for System V IPC
 * once had a single number each: socketcall(2) and ipc(2). Their first argument
 * says which call is meant. The numbers still work beside the direct ones of
 * Linux 4.3 and 5.1, and a 64-bit program reaches those of x86 by int $0x80.
 *
 * What a filter sees of it:
 *
 *     socket(AF_PACKET, SOCK_RAW, 0)       number, and three arguments
 *     socketcall(1, POINTER)               number, 1, and where they are
 *     shmget(KEY, SIZE, FLAGS)             number, and three arguments
 *     ipc(VERSION << 16 | 23, KEY, SIZE…)  number, and they are shifted by one
 *
 * libseccomp adds a rule for socket(2) to socketcall(2), too: with 1 in the place
 * of the first condition, and with all other conditions as they are, so that
 * these are compared with the pointer, or with nothing. A rule with conditions
 * would be bypassed by a 32-bit program. So we answer the multiplexers ourselves, in front of
 * libseccomp's program and by the number in the first argument alone. The answer
 * is never weaker than what any of the rules for the call behind it could give.
 */
#ifndef MULTIPLEXED_H
#define MULTIPLEXED_H

#include "05-seccomp/inspect/bpf.h"

#include <seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* So many instructions has multiplexed_write() at most. */
#define MULTIPLEXED_LENGTH_MAX 256

/* Begins anew, for a new filter: there is one at a time. */
void multiplexed_begin(scmp_filter_ctx ctx);

/*
 * Notes a rule of the filter, whatever its call: action, and whether it holds
 * under conditions only. The default action counts, too: libseccomp does not
 * take a rule that has it.
 */
void multiplexed_note(const char *call, uint32_t action, bool conditional);

/*
 * Writes the instructions that go in front of the filter's. Returns how many, 0
 * where none are needed, or -1 with errno EINVAL: the filter is not the one that
 * multiplexed_begin() was called for.
 */
int multiplexed_write(
    scmp_filter_ctx ctx, struct sock_filter code[MULTIPLEXED_LENGTH_MAX]);

/* Prints the same as comments, in the words of seccomp_export_pfc(3). */
void multiplexed_print(scmp_filter_ctx ctx, FILE *out);

/*
 * Returns the name of the call behind call number of the architecture, a
 * multiplexer with this first argument; or NULL, where it is not one. *in_memory
 * (which may be NULL): the arguments are where the second one points to, else
 * they follow.
 */
const char *
multiplexed_name(uint32_t arch, int number, uint64_t first, bool *in_memory);

#endif
