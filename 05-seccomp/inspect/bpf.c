#include "05-seccomp/inspect/bpf.h"

#include "05-seccomp/rules/action.h"
#include "05-seccomp/rules/syscall_names.h"

#include <linux/seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* What is known before an instruction, on each path to it. */
struct knowledge {
	bool reached;
	uint32_t loaded; /* where in struct seccomp_data A comes from */
	uint32_t arch;   /* 0: any */
};

/* An offset that stands for "unknown". */
#define UNKNOWN UINT32_MAX

/* Writes the name of what is at an offset of struct seccomp_data. */
static void
name_field(uint32_t offset, char *text, size_t size)
{
	size_t args = offsetof(struct seccomp_data, args);

	if (offset == offsetof(struct seccomp_data, nr)) {
		snprintf(text, size, "the call");
	} else if (offset == offsetof(struct seccomp_data, arch)) {
		snprintf(text, size, "the architecture");
	} else if (offset >= args && offset < sizeof(struct seccomp_data)) {
		bool second = (offset - args) % 8 != 0;
		bool low = second == (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__);
		snprintf(text, size, "argument %zu%s", (offset - args) / 8,
		    low ? "" : ", upper half");
	} else {
		snprintf(text, size, "offset %u", offset);
	}
}

/* Writes what a number means that the loaded field is compared with. */
static void
name_constant(
    const struct knowledge *known, uint32_t k, char *text, size_t size)
{
	char name[64];

	snprintf(text, size, "%s0x%x", "", k);
	if (known->loaded == offsetof(struct seccomp_data, arch))
		syscall_arch_name(k, text, size);
	else if (known->loaded == offsetof(struct seccomp_data, nr) &&
		 known->arch != 0)
		snprintf(text, size, "%s (%u)",
		    syscall_name(known->arch, k, name, sizeof(name)), k);
}

/* Two paths may lead to an instruction: known is what is the same on both. */
static void
arrive(struct knowledge *there, const struct knowledge *known)
{
	if (!there->reached) {
		*there = *known;
		return;
	}
	if (there->loaded != known->loaded)
		there->loaded = UNKNOWN;
	if (there->arch != known->arch)
		there->arch = 0;
}

/* Jumps lead forward only, so one pass finds all that is known. */
static void
follow(const struct sock_filter *program, size_t length, size_t i,
    struct knowledge *known)
{
	const struct sock_filter *at = &program[i];
	struct knowledge next = known[i];
	size_t yes = i + 1, no = yes;

	if (BPF_CLASS(at->code) == BPF_RET)
		return;
	if (at->code == (BPF_LD | BPF_W | BPF_ABS)) {
		next.loaded = at->k;
	} else if (at->code == (BPF_JMP | BPF_JA)) {
		yes = no = i + 1 + at->k;
	} else if (BPF_CLASS(at->code) == BPF_JMP) {
		yes = i + 1 + at->jt;
		no = i + 1 + at->jf;
	} else if (at->code != (BPF_ALU | BPF_AND | BPF_K)) {
		next.loaded = UNKNOWN;
	}
	if (no < length)
		arrive(&known[no], &next);
	if (at->code == (BPF_JMP | BPF_JEQ | BPF_K) &&
	    next.loaded == offsetof(struct seccomp_data, arch))
		next.arch = at->k;
	if (yes < length)
		arrive(&known[yes], &next);
}

static void
print_jump(const struct sock_filter *at, size_t i,
    const struct knowledge *known, FILE *out)
{
	const char *sign = BPF_OP(at->code) == BPF_JEQ   ? "=="
			   : BPF_OP(at->code) == BPF_JGT ? ">"
			   : BPF_OP(at->code) == BPF_JGE ? ">="
							 : "&";
	char constant[96];

	name_constant(known, at->k, constant, sizeof(constant));
	fprintf(out, "if %s %s", sign, constant);
	if (at->jt != 0)
		fprintf(out, " go to %zu", i + 1 + at->jt);
	if (at->jf != 0)
		fprintf(out, "%s else go to %zu", at->jt != 0 ? "," : "",
		    i + 1 + at->jf);
}

static void
print_one(const struct sock_filter *at, size_t i, const struct knowledge *known,
    FILE *out)
{
	char text[96];

	fprintf(out, "%4zu  ", i);
	if (at->code == (BPF_LD | BPF_W | BPF_ABS)) {
		name_field(at->k, text, sizeof(text));
		fprintf(out, "load %s", text);
	} else if (at->code == (BPF_RET | BPF_K)) {
		filter_action_name(at->k, text, sizeof(text));
		fprintf(out, "return %s", text);
	} else if (at->code == (BPF_ALU | BPF_AND | BPF_K)) {
		fprintf(out, "and 0x%x", at->k);
	} else if (at->code == (BPF_JMP | BPF_JA)) {
		fprintf(out, "go to %zu", i + 1 + at->k);
	} else if (BPF_CLASS(at->code) == BPF_JMP &&
		   BPF_SRC(at->code) == BPF_K) {
		print_jump(at, i, known, out);
	} else {
		fprintf(out, "code 0x%02x, jt %u, jf %u, k 0x%x", at->code,
		    at->jt, at->jf, at->k);
	}
	fputc('\n', out);
}

void
bpf_print(const struct sock_filter *program, size_t length, FILE *out)
{
	struct knowledge known[BPF_MAXINSNS] = { 0 };

	known[0] = (struct knowledge){ .reached = true, .loaded = UNKNOWN };
	for (size_t i = 0; i < length && i < BPF_MAXINSNS; i++) {
		follow(program, length, i, known);
		print_one(&program[i], i, &known[i], out);
	}
}
