/*
 * The filter as the kernel runs it: a program for a machine with one register
 * to compute with, A, that only jumps forward, so that it always ends
 * (BPF, Berkeley Packet Filter, of 1992, when it filtered packets).
 */
#ifndef BPF_H
#define BPF_H

#include <linux/filter.h>
#include <seccomp.h>
#include <stdio.h>
#include <sys/types.h>

/* The kernel takes no longer programs: BPF_MAXINSNS. */
#define BPF_LENGTH_MAX 4096

/*
 * Compiles a filter, without loading it. Returns the number of instructions,
 * or -1 with errno: EFBIG where there are more than BPF_LENGTH_MAX.
 */
ssize_t
bpf_compile(scmp_filter_ctx ctx, struct sock_filter program[BPF_LENGTH_MAX]);

/* Prints a program, one instruction a line, with names for what has one. */
void bpf_print(const struct sock_filter *program, size_t length, FILE *out);

#endif
