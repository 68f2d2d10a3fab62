/*
 * System calls without a C library: syscall(2). Each returns what the kernel does:
 * an error is -errno.
 */
#ifndef EXECUTOR_CALLS_H
#define EXECUTOR_CALLS_H

#include <asm/unistd.h>
#include <linux/audit.h>
#include <stdbool.h>

/* The name of this processor in a filter: seccomp(2). */
#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__i386__)
#define ARCHITECTURE AUDIT_ARCH_I386
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#elif defined(__riscv) && __riscv_xlen == 64
#define ARCHITECTURE AUDIT_ARCH_RISCV64
#endif

/* Where there are two, the older one takes a structure. */
#ifdef __NR_mmap2
#undef __NR_mmap
#define __NR_mmap __NR_mmap2
#endif

/* System call n with these arguments. */
long call6(long n, long a, long b, long c, long d, long e, long f);

/* CALL(NAME, ARGUMENT...): what is not given is 0. */
#define CALL(...) CALL_7(__VA_ARGS__, 0, 0, 0, 0, 0, 0, 0)
#define CALL_7(n, a, b, c, d, e, f, ...)                                       \
	call6(__NR_##n, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), \
	    (long)(f))

/* Ends the process with this status: exit_group(2). */
_Noreturn void end(int status);

/* Whether the result of mmap(2) is an error: an address may be negative, too. */
static inline bool
call_failed(unsigned long result)
{
	return result > -4096UL;
}

#endif
