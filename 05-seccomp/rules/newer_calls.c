#include "05-seccomp/rules/newer_calls.h"

#include "05-seccomp/rules/architecture.h"
#include "05-seccomp/rules/syscall_names.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * x32 shares x86_64's value of seccomp_data.arch; this bit of the number tells
 * them apart.
 */
#define X32_BIT 0x40000000

void
newer_calls_note(struct newer_calls *noted, const char *call)
{
	uint32_t arch;

	for (int i = 0; (arch = architecture_family(i)) != 0; i++) {
		int number = seccomp_syscall_resolve_name_arch(arch, call);

		if (number > noted->newest[i])
			noted->newest[i] = number;
	}
}

/* Does the architecture get the instructions? */
static bool
is_limited(const struct newer_calls *noted, const scmp_filter_ctx ctx, int i)
{
	uint32_t action;

	if (noted->newest[i] == 0 ||
	    seccomp_arch_exist(ctx, architecture_family(i)) != 0 ||
	    seccomp_attr_get(ctx, SCMP_FLTATR_ACT_DEFAULT, &action) != 0)
		return false;
	switch (action & SECCOMP_RET_ACTION_FULL) {
	case SECCOMP_RET_ALLOW:
	case SECCOMP_RET_LOG:
	case SECCOMP_RET_TRACE:
		return false;
	default:
		return action != SCMP_ACT_ERRNO(ENOSYS);
	}
}

/* A call of another architecture continues after the last instruction. */
static size_t
write_one(struct sock_filter *code, uint32_t arch, uint32_t newest)
{
	const size_t number = offsetof(struct seccomp_data, nr);
	bool x32 = arch == SCMP_ARCH_X32;
	size_t n = 0;

	code[n++] = (struct sock_filter)BPF_STMT(
	    BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch));
	code[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
	    x32 ? SCMP_ARCH_X86_64 : arch, 0,
	    arch == SCMP_ARCH_X86_64 || x32 ? 4 : 3);
	code[n++] =
	    (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, number);
	if (arch == SCMP_ARCH_X86_64 || x32)
		code[n++] =
		    (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K,
			X32_BIT, x32 ? 0 : 2, x32 ? 2 : 0);
	code[n++] = (struct sock_filter)BPF_JUMP(
	    BPF_JMP | BPF_JGT | BPF_K, newest, 0, 1);
	code[n++] = (struct sock_filter)BPF_STMT(
	    BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS);
	return n;
}

int
newer_calls_write(const struct newer_calls *noted, const scmp_filter_ctx ctx,
    struct sock_filter code[NEWER_CALLS_LENGTH_MAX])
{
	size_t n = 0;

	for (int i = 0; architecture_family(i) != 0; i++)
		if (is_limited(noted, ctx, i))
			n += write_one(
			    code + n, architecture_family(i), noted->newest[i]);
	return n;
}

void
newer_calls_print(
    const struct newer_calls *noted, const scmp_filter_ctx ctx, FILE *out)
{
	char name[16], call[64];

	for (int i = 0; architecture_family(i) != 0; i++) {
		uint32_t arch = architecture_family(i);

		if (!is_limited(noted, ctx, i))
			continue;
		fprintf(out, "# %s: newer than %s: errno %d (ENOSYS)\n",
		    syscall_arch_name(arch, name, sizeof(name)),
		    syscall_name(arch, noted->newest[i], call, sizeof(call)),
		    ENOSYS);
	}
}
