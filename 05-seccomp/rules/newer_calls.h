/*
 * System calls that are newer than a profile.
 *
 * A C library tries a new system call, and uses the old one if the answer is
 * ENOSYS: clone3(2), faccessat2(2). An allow list that was written before the
 * call existed would answer with its default action, such as EPERM, and the
 * program would fail. The numbers of an architecture only grow, so a number
 * above the highest that the profile names is of a call that its author did not
 * know.
 * The answer to these is ENOSYS, in front of libseccomp's program, as runc has
 * it.
 */
#ifndef NEWER_CALLS_H
#define NEWER_CALLS_H

#include <linux/filter.h>
#include <seccomp.h>
#include <stdio.h>

/* The architectures of architecture_family(). */
#define NEWER_CALLS_FAMILY 3

/* The largest number of instructions of newer_calls_write(). */
#define NEWER_CALLS_LENGTH_MAX (7 * NEWER_CALLS_FAMILY)

/* The highest number that a profile names, by architecture; 0: none. */
struct newer_calls {
	int newest[NEWER_CALLS_FAMILY];
};

/* Notes a call that the profile names. An unknown name does not count. */
void newer_calls_note(struct newer_calls *noted, const char *call);

/*
 * Writes the instructions that go in front of those of the filter ctx, for its
 * architectures. Returns their number: 0 if the default action lets a call
 * pass, or where no call was noted.
 */
int newer_calls_write(const struct newer_calls *noted,
    const scmp_filter_ctx ctx, struct sock_filter code[NEWER_CALLS_LENGTH_MAX]);

/* Prints the same as comments, in the words of seccomp_export_pfc(3). */
void newer_calls_print(
    const struct newer_calls *noted, const scmp_filter_ctx ctx, FILE *out);

#endif
