/*
 * System calls without a C library: the number and up to six arguments in the
 * registers in which the kernel looks for them, syscall(2). Each returns what
 * the kernel does: an error is -errno.
 */
#ifndef EXECUTOR_CALLS_H
#define EXECUTOR_CALLS_H

#include <asm/unistd.h>
#include <linux/audit.h>

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
static long
call6(long n, long a, long b, long c, long d, long e, long f)
{
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	register long r9 __asm__("r9") = f;
	long result;

	__asm__ volatile(
	    "syscall"
	    : "=a"(result)
	    : "a"(n), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
	    : "rcx", "r11", "memory");
	return result;
}
/* The kernel starts a program with argc at the top of the stack. */
__asm__(".globl _start\n"
	"_start:\n"
	"	mov %rsp, %rdi\n"
	"	and $-16, %rsp\n"
	"	call executor_main\n");
#elif defined(__i386__)
#define ARCHITECTURE AUDIT_ARCH_I386
/* One register short: the sixth argument is %ebp. */
static long __attribute__((noinline))
call6(long n, long a, long b, long c, long d, long e, long f)
{
	long all[] = { a, b, c, d, e, f }, result;

	__asm__ volatile("push %%ebx; push %%ebp; push %%esi; push %%edi\n"
			 "mov 0(%%esi), %%ebx; mov 4(%%esi), %%ecx\n"
			 "mov 8(%%esi), %%edx; mov 16(%%esi), %%edi\n"
			 "mov 20(%%esi), %%ebp; mov 12(%%esi), %%esi\n"
			 "int $0x80\n"
			 "pop %%edi; pop %%esi; pop %%ebp; pop %%ebx"
			 : "=a"(result)
			 : "a"(n), "S"(all)
			 : "ecx", "edx", "memory");
	return result;
}
__asm__(".globl _start\n"
	"_start:\n"
	"	mov %esp, %eax\n"
	"	and $-16, %esp\n"
	"	sub $12, %esp\n"
	"	push %eax\n"
	"	call executor_main\n");
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
static long
call6(long n, long a, long b, long c, long d, long e, long f)
{
	register long x8 __asm__("x8") = n;
	register long x0 __asm__("x0") = a;
	register long x1 __asm__("x1") = b;
	register long x2 __asm__("x2") = c;
	register long x3 __asm__("x3") = d;
	register long x4 __asm__("x4") = e;
	register long x5 __asm__("x5") = f;

	__asm__ volatile("svc #0"
			 : "+r"(x0)
			 : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5)
			 : "memory");
	return x0;
}
__asm__(".globl _start\n"
	"_start:\n"
	"	mov x0, sp\n"
	"	bl executor_main\n");
#elif defined(__riscv) && __riscv_xlen == 64
#define ARCHITECTURE AUDIT_ARCH_RISCV64
static long
call6(long n, long a, long b, long c, long d, long e, long f)
{
	register long a7 __asm__("a7") = n;
	register long a0 __asm__("a0") = a;
	register long a1 __asm__("a1") = b;
	register long a2 __asm__("a2") = c;
	register long a3 __asm__("a3") = d;
	register long a4 __asm__("a4") = e;
	register long a5 __asm__("a5") = f;

	__asm__ volatile("ecall"
			 : "+r"(a0)
			 : "r"(a7), "r"(a1), "r"(a2), "r"(a3), "r"(a4), "r"(a5)
			 : "memory");
	return a0;
}
__asm__(".globl _start\n"
	"_start:\n"
	"	mv a0, sp\n"
	"	call executor_main\n");
#else
#error "executor_calls.h: how does this processor call the kernel?"
#endif

/* What is not given is 0. */
#define CALL(...) CALL_7(__VA_ARGS__, 0, 0, 0, 0, 0, 0, 0)
#define CALL_7(n, a, b, c, d, e, f, ...)                                       \
	call6(__NR_##n, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), \
	    (long)(f))

#endif
