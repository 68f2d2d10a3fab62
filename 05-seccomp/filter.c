#include "05-seccomp/filter.h"

#include "05-seccomp/filter_internal.h"
#include "05-seccomp/program.h"
#include "05-seccomp/rules/multiplexed.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static char wrong[256];

const char *
filter_error(void)
{
	return wrong;
}

int
filter_wrong(int error, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(wrong, sizeof(wrong), format, ap);
	va_end(ap);
	errno = error;
	return -1;
}

/*
 * The numbers of the system calls are
 * different in each. A filter that looked at the number alone would be got
 * around by a program built for 32 bits, or by a single instruction, int $0x80.
 */
uint32_t
filter_family(int i)
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

scmp_filter_ctx
filter_new_native(uint32_t action)
{
	scmp_filter_ctx ctx = seccomp_init(action);

	if (ctx == NULL) {
		filter_wrong(EINVAL, "no action for calls without a rule");
		return NULL;
	}
	filter_forget_rules();
	multiplexed_begin(ctx);
	/*
	 * libseccomp would set no_new_privs along with the filter: whoever
	 * wants that says so, caps_no_new_privs(). It would kill one thread
	 * only, and leave the others waiting for it. And it would hide which
	 * errno the kernel gave.
	 */
	seccomp_attr_set(ctx, SCMP_FLTATR_CTL_NNP, 0);
	seccomp_attr_set(ctx, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
	seccomp_attr_set(ctx, SCMP_FLTATR_API_SYSRAWRC, 1);
	return ctx;
}

uint32_t
filter_arch(const char *name)
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

int
filter_add_arch(scmp_filter_ctx ctx, const char *name)
{
	uint32_t arch = filter_arch(name);

	if (arch == 0)
		return filter_wrong(
		    EINVAL, "'%s': no architecture is called so", name);
	int error = seccomp_arch_add(ctx, arch);
	if (error != 0 && error != -EEXIST)
		return filter_wrong(
		    EINVAL, "'%s': cannot go with this machine's", name);
	return 0;
}

scmp_filter_ctx
filter_new(uint32_t action, const char *archs)
{
	char names[256], *rest = names, *name;
	scmp_filter_ctx ctx = filter_new_native(action);

	if (ctx == NULL)
		return NULL;
	if (archs == NULL) {
		for (int i = 1; filter_family(i) != 0; i++)
			seccomp_arch_add(ctx, filter_family(i));
		return ctx;
	}
	snprintf(names, sizeof(names), "%s", archs);
	while ((name = strsep(&rest, ",")) != NULL) {
		if (strcmp(name, "native") == 0)
			continue;
		if (filter_add_arch(ctx, name) == -1) {
			seccomp_release(ctx);
			return NULL;
		}
	}
	return ctx;
}

bool
filter_has_call(const scmp_filter_ctx ctx, const char *name)
{
	for (int i = 0; filter_family(i) != 0; i++)
		if (seccomp_arch_exist(ctx, filter_family(i)) == 0 &&
		    seccomp_syscall_resolve_name_rewrite(
			filter_family(i), name) >= 0)
			return true;
	return false;
}

int
filter_load(scmp_filter_ctx ctx, int *listener)
{
	struct program program;

	if (program_compile(ctx, &program) == 0 &&
	    program_load(&program, listener) == 0)
		return 0;
	if (errno == EACCES)
		return filter_wrong(
		    errno, "needs CAP_SYS_ADMIN, or no_new_privs");
	if (errno == EBUSY)
		return filter_wrong(
		    errno, "a filter before it has a supervisor already");
	return filter_wrong(errno, "%s%s", strerror(errno),
	    errno == EINVAL ? " (has this kernel CONFIG_SECCOMP_FILTER?)" : "");
}
