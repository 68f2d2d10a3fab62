/*
 * The filter as the kernel runs it: a program for a machine with one register
 * to compute with, A, that only jumps forward, so that it always ends
 * (BPF, Berkeley Packet Filter, of 1992, when it filtered packets).
 */
#ifndef SECCOMP_BPF_H
#define SECCOMP_BPF_H

#include <linux/filter.h>
#include <stdio.h>

/*
 * Prints a program of length instructions, at most BPF_MAXINSNS, one a line,
 * with the names of system calls and architectures.
 */
void bpf_print(const struct sock_filter *program, size_t length, FILE *out);

#endif
