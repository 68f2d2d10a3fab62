#include "05-seccomp/rules/syscall_names.h"

#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>

/* x32, 64-bit registers with 32-bit pointers, is x86_64 but for this bit. */
#define X32_BIT 0x40000000

static uint32_t
library_arch(uint32_t arch, int number)
{
	return arch == SCMP_ARCH_X86_64 && number & X32_BIT ? SCMP_ARCH_X32
							    : arch;
}

const char *
syscall_name(uint32_t arch, int number, char *text, size_t size)
{
	char *name = seccomp_syscall_resolve_num_arch(
	    library_arch(arch, number), number);

	if (name != NULL)
		snprintf(text, size, "%s", name);
	else
		snprintf(text, size, "call %d", number);
	free(name);
	return text;
}

const char *
syscall_arch_name(uint32_t arch, char *text, size_t size)
{
	static const char *const names[] = { "x86_64", "x86", "x32", "aarch64",
		"arm", "riscv64", "ppc64le", "ppc64", "ppc", "s390x", "s390",
		"mips64", "mipsel64", "mips64n32", "mipsel64n32", "mips",
		"mipsel", "parisc64", "parisc" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (seccomp_arch_resolve_name(names[i]) == arch) {
			snprintf(text, size, "%s", names[i]);
			return text;
		}
	}
	snprintf(text, size, "0x%x", arch);
	return text;
}

const char *
syscall_foreign_arch(uint32_t arch, int number, char *text, size_t size)
{
	char name[16];
	uint32_t real = library_arch(arch, number);

	snprintf(
	    text, size, " (%s)", syscall_arch_name(real, name, sizeof(name)));
	if (real == seccomp_arch_native())
		text[0] = '\0';
	return text;
}
