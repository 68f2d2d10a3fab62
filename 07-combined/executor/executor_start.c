/*
 * Where the kernel begins: with argc at the top of the stack, which becomes the
 * argument of executor_main().
 */
#if defined(__x86_64__)
__asm__(".globl _start\n"
	"_start:\n"
	"	mov %rsp, %rdi\n"
	"	and $-16, %rsp\n"
	"	call executor_main\n");
#elif defined(__i386__)
__asm__(".globl _start\n"
	"_start:\n"
	"	mov %esp, %eax\n"
	"	and $-16, %esp\n"
	"	sub $12, %esp\n"
	"	push %eax\n"
	"	call executor_main\n");
#elif defined(__aarch64__)
__asm__(".globl _start\n"
	"_start:\n"
	"	mov x0, sp\n"
	"	bl executor_main\n");
#elif defined(__riscv) && __riscv_xlen == 64
__asm__(".globl _start\n"
	"_start:\n"
	"	mv a0, sp\n"
	"	call executor_main\n");
#endif
