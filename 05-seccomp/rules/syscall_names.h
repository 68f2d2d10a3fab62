/*
 * System calls and architectures by name: the kernel has numbers only.
 */
#ifndef SYSCALL_NAMES_H
#define SYSCALL_NAMES_H

#include <stddef.h>
#include <stdint.h>

/*
 * Writes the name of a system call into text, or "call 4711" where libseccomp
 * knows none. arch is the kernel's AUDIT_ARCH_*, as in struct seccomp_data:
 * seccomp(2). Returns text.
 */
const char *syscall_name(uint32_t arch, int number, char *text, size_t size);

/* Writes the name of an architecture into text: "x86_64". Returns text. */
const char *syscall_arch_name(uint32_t arch, char *text, size_t size);

/*
 * Writes a word for how a call came in: "" by the machine's own convention,
 * else " (x86)", " (x32)". Returns text.
 */
const char *
syscall_foreign_arch(uint32_t arch, int number, char *text, size_t size);

#endif
