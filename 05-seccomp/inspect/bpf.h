/*
 * The filter as the kernel runs it: a program for a machine with one register
 * to compute with, A, that only jumps forward, so that it always ends
 * (BPF, Berkeley Packet Filter, of 1992, when it filtered packets).
 */
#ifndef SECCOMP_BPF_H
#define SECCOMP_BPF_H

#include <linux/filter.h>
#include <stdio.h>

/* The kernel takes no longer programs: BPF_MAXINSNS. */
#define BPF_LENGTH_MAX 4096

/* Prints a program, one instruction a line, with names for what has one. */
void bpf_print(const struct sock_filter *program, size_t length, FILE *out);

#endif
