/*
 * System calls without a C library: the number and up to six arguments in the
 * registers in which the kernel looks for them, syscall(2).
 */
#include "07-combined/executor/executor_calls.h"

#if defined(__x86_64__)
long
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
#elif defined(__i386__)
/* One register short: the sixth argument is %ebp. */
long
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
#elif defined(__aarch64__)
long
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
#elif defined(__riscv) && __riscv_xlen == 64
long
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
#else
#error "executor_calls.c: how does this processor call the kernel?"
#endif

_Noreturn void
end(int status)
{
	for (;;)
		CALL(exit_group, status);
}
