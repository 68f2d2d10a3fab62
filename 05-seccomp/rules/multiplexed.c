#include "05-seccomp/rules/multiplexed.h"

#include "05-seccomp/rules/action.h"
#include "05-seccomp/rules/architecture.h"
#include "05-seccomp/rules/syscall_names.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <string.h>

/* The kernel's numbers: <linux/net.h>, <linux/ipc.h>. */
static const struct multiplexer {
	const char *name;
	uint32_t mask; /* the bits of the first argument that the kernel uses */
	bool in_memory;
	const char *calls[MULTIPLEXED_CALLS_MAX];
} multiplexers[MULTIPLEXERS] = {
	{ "socketcall", UINT32_MAX, true,
	    { [1] = "socket",
		"bind",
		"connect",
		"listen",
		"accept",
		"getsockname",
		"getpeername",
		"socketpair",
		"send",
		"recv",
		"sendto",
		"recvfrom",
		"shutdown",
		"setsockopt",
		"getsockopt",
		"sendmsg",
		"recvmsg",
		"accept4",
		"recvmmsg",
		"sendmmsg" } },
	/* The upper half is a version: it does not change the call. */
	{ "ipc", 0xffff, false,
	    { [1] = "semop",
		"semget",
		"semctl",
		"semtimedop",
		[11] = "msgsnd",
		"msgrcv",
		"msgget",
		"msgctl",
		[21] = "shmat",
		"shmdt",
		"shmget",
		"shmctl" } },
};

/* The kernel's order, seccomp(2): the larger, the stricter. */
static int
strictness(uint32_t action)
{
	static const uint32_t order[] = { SECCOMP_RET_ALLOW, SECCOMP_RET_LOG,
		SECCOMP_RET_TRACE, SECCOMP_RET_USER_NOTIF, SECCOMP_RET_ERRNO,
		SECCOMP_RET_TRAP, SECCOMP_RET_KILL_THREAD,
		SECCOMP_RET_KILL_PROCESS };
	int i = 0;

	while (order[i] != (action & SECCOMP_RET_ACTION_FULL) &&
	       order[i] != SECCOMP_RET_KILL_PROCESS)
		i++;
	return i;
}

static uint32_t
stricter(uint32_t one, uint32_t other)
{
	return strictness(one) > strictness(other) ? one : other;
}

static bool
lets_pass(uint32_t action)
{
	return strictness(action) <= strictness(SECCOMP_RET_LOG);
}

static void
note(struct multiplexed_call *call, uint32_t action, bool conditional)
{
	if (!conditional) {
		call->always = call->unconditional
				   ? stricter(call->always, action)
				   : action;
		call->unconditional = true;
		return;
	}
	call->strictest =
	    call->conditional ? stricter(call->strictest, action) : action;
	call->permits |= lets_pass(action);
	call->conditional = true;
}

void
multiplexed_note(struct multiplexed *noted, const char *call, uint32_t action,
    bool conditional)
{
	for (size_t m = 0; m < MULTIPLEXERS; m++) {
		if (strcmp(call, multiplexers[m].name) == 0)
			note(&noted->calls[m][0], action, conditional);
		for (int i = 1; i < MULTIPLEXED_CALLS_MAX; i++)
			if (multiplexers[m].calls[i] != NULL &&
			    strcmp(call, multiplexers[m].calls[i]) == 0)
				note(&noted->calls[m][i], action, conditional);
	}
}

/*
 * Returns the one answer for all calls i of a multiplexer, because the filter
 * does not see their arguments: the strictest that a rule could give. Where the
 * filter is an allow list, that is ENOSYS, "there is no such call": a C library
 * that knows the direct call then makes that.
 */
static uint32_t
answer(const struct multiplexed *noted, size_t m, int i)
{
	const struct multiplexed_call *call = &noted->calls[m][i];

	if (call->unconditional)
		return call->always;
	if (lets_pass(noted->default_action) || !call->permits)
		return stricter(call->strictest, noted->default_action);
	return SCMP_ACT_ERRNO(ENOSYS);
}

/*
 * Is the multiplexer the only way to this call on 32-bit x86? For a filter that
 * has rules for such calls only, libseccomp 2.5 forgets to load the number
 * before it compares it.
 */
static bool
is_alone(const char *call)
{
	return strcmp(call, "accept") == 0 || strcmp(call, "send") == 0 ||
	       strcmp(call, "recv") == 0;
}

/*
 * Is libseccomp's answer to call i wrong? libseccomp keeps the conditions, and
 * compares the whole first argument, where the kernel looks at a part of it.
 */
static bool
is_needed(const struct multiplexed *noted, size_t m, int i, uint32_t arch)
{
	const struct multiplexer *is = &multiplexers[m];
	const struct multiplexed_call *itself = &noted->calls[m][0],
				      *call = &noted->calls[m][i];

	if (!call->conditional && !call->unconditional)
		return false;
	/* A rule for the multiplexer itself is what its author wants. */
	if (itself->unconditional ||
	    (itself->conditional && lets_pass(answer(noted, m, i))))
		return false;
	return call->conditional || is->mask != UINT32_MAX ||
	       arch & __AUDIT_ARCH_64BIT || is_alone(is->calls[i]);
}

struct writer {
	struct sock_filter *code;
	size_t length;
};

static void
put(struct writer *w, uint16_t code, uint8_t otherwise, uint32_t k)
{
	/* When it is full, the length alone grows, and the caller sees it. */
	if (w->length < MULTIPLEXED_LENGTH_MAX)
		w->code[w->length] =
		    (struct sock_filter){ code, 0, otherwise, k };
	w->length++;
}

static void
put_load(struct writer *w, size_t offset)
{
	put(w, BPF_LD | BPF_W | BPF_ABS, 0, offset);
}

/* The half of the first argument that a 32-bit number is in. */
static size_t
first_argument(void)
{
	return offsetof(struct seccomp_data, args) +
	       (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? 4 : 0);
}

/*
 * Does the multiplexer have the same action as calls without a rule? libseccomp
 * has no such rule, and allows those of its calls that have one.
 */
static bool
is_closed(const struct multiplexed *noted, size_t m)
{
	return noted->calls[m][0].unconditional &&
	       noted->calls[m][0].always == noted->default_action &&
	       !lets_pass(noted->default_action);
}

/*
 * Writes one multiplexer of one architecture. Any other call jumps to the first
 * instruction after it.
 */
static void
put_multiplexer(struct writer *w, const struct multiplexed *noted, size_t m,
    uint32_t arch, int number)
{
	const struct multiplexer *is = &multiplexers[m];
	size_t begin = w->length;

	put_load(w, offsetof(struct seccomp_data, arch));
	put(w, BPF_JMP | BPF_JEQ | BPF_K, 0, arch);
	put_load(w, offsetof(struct seccomp_data, nr));
	put(w, BPF_JMP | BPF_JEQ | BPF_K, 0, number);
	size_t inside = w->length;
	if (is_closed(noted, m)) {
		put(w, BPF_RET | BPF_K, 0, noted->default_action);
	} else {
		put_load(w, first_argument());
		if (is->mask != UINT32_MAX)
			put(w, BPF_ALU | BPF_AND | BPF_K, 0, is->mask);
		inside = w->length;
		for (int i = 1; i < MULTIPLEXED_CALLS_MAX; i++) {
			if (!is_needed(noted, m, i, arch))
				continue;
			put(w, BPF_JMP | BPF_JEQ | BPF_K, 1, i);
			put(w, BPF_RET | BPF_K, 0, answer(noted, m, i));
		}
	}
	if (w->length == inside)
		w->length = begin; /* nothing to say */
	if (w->length == begin || w->length > MULTIPLEXED_LENGTH_MAX)
		return;
	w->code[begin + 1].jf = w->length - begin - 2;
	w->code[begin + 3].jf = w->length - begin - 4;
}

int
multiplexed_write(const struct multiplexed *noted, const scmp_filter_ctx ctx,
    struct sock_filter code[MULTIPLEXED_LENGTH_MAX])
{
	struct writer w = { .code = code };
	uint32_t arch;

	for (int i = 0; (arch = architecture_family(i)) != 0; i++) {
		for (size_t m = 0; m < MULTIPLEXERS; m++) {
			int number = seccomp_syscall_resolve_name_arch(
			    arch, multiplexers[m].name);

			if (seccomp_arch_exist(ctx, arch) == 0 && number >= 0)
				put_multiplexer(&w, noted, m, arch, number);
		}
	}
	if (w.length <= MULTIPLEXED_LENGTH_MAX)
		return w.length;
	errno = EINVAL;
	return -1;
}

static void
print_multiplexer(
    const struct multiplexed *noted, size_t m, uint32_t arch, FILE *out)
{
	const struct multiplexer *is = &multiplexers[m];
	char name[16], action[64];

	syscall_arch_name(arch, name, sizeof(name));
	if (is_closed(noted, m)) {
		filter_action_name(
		    noted->default_action, action, sizeof(action));
		fprintf(out, "# %s: %s: %s\n", name, is->name, action);
		return;
	}
	for (int i = 1; i < MULTIPLEXED_CALLS_MAX; i++) {
		if (!is_needed(noted, m, i, arch))
			continue;
		filter_action_name(answer(noted, m, i), action, sizeof(action));
		fprintf(out, "# %s: %s(%d), which is %s: %s\n", name, is->name,
		    i, is->calls[i], action);
	}
}

void
multiplexed_print(
    const struct multiplexed *noted, const scmp_filter_ctx ctx, FILE *out)
{
	uint32_t arch;

	for (int i = 0; (arch = architecture_family(i)) != 0; i++)
		for (size_t m = 0; m < MULTIPLEXERS; m++)
			if (seccomp_arch_exist(ctx, arch) == 0 &&
			    seccomp_syscall_resolve_name_arch(
				arch, multiplexers[m].name) >= 0)
				print_multiplexer(noted, m, arch, out);
}

const char *
multiplexed_name(uint32_t arch, int number, uint64_t first, bool *in_memory)
{
	char name[64];

	syscall_name(arch, number, name, sizeof(name));
	for (size_t m = 0; m < MULTIPLEXERS; m++) {
		const struct multiplexer *is = &multiplexers[m];
		uint32_t which = first & is->mask;

		if (strcmp(name, is->name) != 0)
			continue;
		if (in_memory != NULL)
			*in_memory = is->in_memory;
		return which < MULTIPLEXED_CALLS_MAX ? is->calls[which] : NULL;
	}
	return NULL;
}
