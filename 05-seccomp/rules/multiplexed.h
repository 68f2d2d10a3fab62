/*
 * The multiplexers: one system call that makes many others.
 *
 * On 32-bit x86, s390, POWER and MIPS the calls for sockets and for System V
 * IPC once had a single number each: socketcall(2) and ipc(2). Their first
 * argument says which call is meant. The numbers still work beside the direct
 * ones of Linux 4.3 and 5.1, and a 64-bit program reaches those of x86 by int
 * $0x80.
 *
 * What a filter sees of it:
 *
 *     socket(AF_PACKET, SOCK_RAW, 0)       number, and three arguments
 *     socketcall(1, POINTER)               number, 1, and where they are
 *     shmget(KEY, SIZE, FLAGS)             number, and three arguments
 *     ipc(VERSION << 16 | 23, KEY, SIZE…)  number, and they are shifted by one
 *
 * libseccomp adds a rule for socket(2) to socketcall(2), too: with 1 in the
 * place of the first condition, and with all other conditions as they are, so
 * that these are compared with the pointer, or with nothing. A 32-bit program
 * would bypass a rule with conditions. So a filter of ours answers the
 * multiplexers itself, in front of libseccomp's program and by the number in
 * the first argument alone. The answer is never weaker than what any of the
 * rules for the call behind it could give.
 */
#ifndef MULTIPLEXED_H
#define MULTIPLEXED_H

#include <linux/filter.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* The multiplexers, and the highest number of a call behind one, plus 1. */
#define MULTIPLEXERS 2
#define MULTIPLEXED_CALLS_MAX 25

/* The largest number of instructions of multiplexed_write(). */
#define MULTIPLEXED_LENGTH_MAX 256

/* What the rules of a filter say about one call. */
struct multiplexed_call {
	bool conditional;   /* one of them has conditions */
	bool unconditional; /* one has none: libseccomp forgets the others */
	bool permits;       /* one of those with conditions lets it pass */
	uint32_t strictest; /* of those with conditions */
	uint32_t always;    /* of the one without */
};

/*
 * What a filter says about the multiplexers and the calls behind them; all zero
 * but for default_action in the beginning. Call 0 is the multiplexer itself.
 */
struct multiplexed {
	uint32_t default_action; /* of the filter */
	struct multiplexed_call calls[MULTIPLEXERS][MULTIPLEXED_CALLS_MAX];
};

/*
 * Notes a rule of the filter, whatever its call: action, and whether it holds
 * under conditions only. The default action counts, too: libseccomp does not
 * take a rule that has it.
 */
void multiplexed_note(struct multiplexed *noted, const char *call,
    uint32_t action, bool conditional);

/*
 * Writes the instructions that go in front of those of the filter ctx, for its
 * architectures. Returns the number of instructions, 0 if none are needed,
 * or -1 with errno EINVAL: more than MULTIPLEXED_LENGTH_MAX.
 */
int multiplexed_write(const struct multiplexed *noted,
    const scmp_filter_ctx ctx, struct sock_filter code[MULTIPLEXED_LENGTH_MAX]);

/* Prints the same as comments, in the words of seccomp_export_pfc(3). */
void multiplexed_print(
    const struct multiplexed *noted, const scmp_filter_ctx ctx, FILE *out);

/*
 * Returns the name of the call behind call number of the architecture, a
 * multiplexer with this first argument; or NULL, if it is not a multiplexer.
 * *in_memory (which may be NULL): the arguments are where the second one points
 * to, else they follow.
 */
const char *
multiplexed_name(uint32_t arch, int number, uint64_t first, bool *in_memory);

#endif
