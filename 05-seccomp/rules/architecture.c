#include "05-seccomp/rules/architecture.h"

#include <ctype.h>
#include <seccomp.h>
#include <stddef.h>
#include <string.h>

uint32_t
architecture_family(int i)
{
	static const uint32_t families[][3] = {
		{ SCMP_ARCH_X86_64, SCMP_ARCH_X86, SCMP_ARCH_X32 },
		{ SCMP_ARCH_AARCH64, SCMP_ARCH_ARM },
		{ SCMP_ARCH_S390X, SCMP_ARCH_S390 },
		{ SCMP_ARCH_MIPS64, SCMP_ARCH_MIPS, SCMP_ARCH_MIPS64N32 },
		{ SCMP_ARCH_MIPSEL64, SCMP_ARCH_MIPSEL, SCMP_ARCH_MIPSEL64N32 },
	};
	uint32_t native = seccomp_arch_native();

	if (i == 0)
		return native;
	for (size_t j = 0; i < 3 && j < sizeof(families) / sizeof(*families);
	     j++)
		if (families[j][0] == native)
			return families[j][i];
	return 0;
}

uint32_t
architecture_find(const char *name)
{
	const char *prefix = "SCMP_ARCH_";
	char lower[32];
	size_t i = 0;

	if (strncmp(name, prefix, strlen(prefix)) == 0)
		name += strlen(prefix);
	for (; i < sizeof(lower) - 1 && name[i] != '\0'; i++)
		lower[i] = tolower((unsigned char)name[i]);
	lower[i] = '\0';
	return seccomp_arch_resolve_name(lower);
}
