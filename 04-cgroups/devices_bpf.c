/*
 * Rules for devices as a program that the kernel runs: bpf(2).
 *
 * It is called with a struct bpf_cgroup_dev_ctx, and its result says whether
 * the access is allowed. Ours asks rule after rule, the last one first.
 */
#include "04-cgroups/devices.h"

#include "04-cgroups/tree/control_file.h"
#include "common/explain.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PER_RULE 10 /* instructions, at most */
#define OTHERS 10   /* those before the rules and after */

struct program {
	struct bpf_insn *code; /* room for all of them */
	size_t length;
};

/* The registers: R1 comes with the context's address, R0 is the result. */
enum { RESULT, CONTEXT, TYPE, ACCESS, MAJOR, MINOR, SCRATCH };

static void
emit(struct program *p, uint8_t code, int dst, int src, int jump, int32_t value)
{
	p->code[p->length++] = (struct bpf_insn){ .code = code,
		.dst_reg = dst,
		.src_reg = src,
		.off = jump,
		.imm = value };
}

/* access_type: the type in the lower half, the access in the upper one. */
static void
emit_prologue(struct program *p)
{
	const uint8_t load = BPF_LDX | BPF_MEM | BPF_W;

	emit(p, load, TYPE, CONTEXT,
	    offsetof(struct bpf_cgroup_dev_ctx, access_type), 0);
	emit(p, BPF_ALU64 | BPF_MOV | BPF_X, ACCESS, TYPE, 0, 0);
	emit(p, BPF_ALU64 | BPF_AND | BPF_K, TYPE, 0, 0, 0xffff);
	emit(p, BPF_ALU64 | BPF_RSH | BPF_K, ACCESS, 0, 0, 16);
	emit(p, load, MAJOR, CONTEXT,
	    offsetof(struct bpf_cgroup_dev_ctx, major), 0);
	emit(p, load, MINOR, CONTEXT,
	    offsetof(struct bpf_cgroup_dev_ctx, minor), 0);
}

static void
emit_result(struct program *p, bool allow)
{
	emit(p, BPF_ALU64 | BPF_MOV | BPF_K, RESULT, 0, 0, allow);
	emit(p, BPF_JMP | BPF_EXIT, 0, 0, 0, 0);
}

static int32_t
access_bits(const char *access)
{
	return (strchr(access, 'r') ? BPF_DEVCG_ACC_READ : 0) |
	       (strchr(access, 'w') ? BPF_DEVCG_ACC_WRITE : 0) |
	       (strchr(access, 'm') ? BPF_DEVCG_ACC_MKNOD : 0);
}

/*
 * Compares, and jumps to the next rule if one comparison fails. An allowing
 * rule has to cover all of the access that is asked for, a denying one any part
 * of it.
 */
static void
emit_rule(struct program *p, const struct device_rule *rule)
{
	const uint8_t unless = BPF_JMP32 | BPF_JNE | BPF_K;
	int32_t bits = access_bits(rule->access);
	size_t start = p->length;

	if (rule->type != 'a')
		emit(p, unless, TYPE, 0, 0,
		    rule->type == 'b' ? BPF_DEVCG_DEV_BLOCK
				      : BPF_DEVCG_DEV_CHAR);
	if (rule->major != DEVICES_ANY)
		emit(p, unless, MAJOR, 0, 0, rule->major);
	if (rule->minor != DEVICES_ANY)
		emit(p, unless, MINOR, 0, 0, rule->minor);
	emit(p, BPF_ALU64 | BPF_MOV | BPF_X, SCRATCH, ACCESS, 0, 0);
	emit(p, BPF_ALU64 | BPF_AND | BPF_K, SCRATCH, 0, 0,
	    rule->allow ? ~bits : bits);
	emit(p, BPF_JMP32 | (rule->allow ? BPF_JNE : BPF_JEQ) | BPF_K, SCRATCH,
	    0, 0, 0);
	emit_result(p, rule->allow);

	/* The distance to the next rule is known only now. */
	for (size_t i = start; i < p->length; i++)
		if (BPF_CLASS(p->code[i].code) == BPF_JMP32)
			p->code[i].off = p->length - i - 1;
}

static int
bpf(enum bpf_cmd command, union bpf_attr *attr)
{
	return syscall(SYS_bpf, command, attr, sizeof(*attr));
}

/* The cgroup keeps the program until the cgroup is removed. */
static int
attach(const char *dir, int program)
{
	int cgroup = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (cgroup == -1)
		return -1;
	union bpf_attr attr = { .target_fd = cgroup,
		.attach_bpf_fd = program,
		.attach_type = BPF_CGROUP_DEVICE,
		.attach_flags = BPF_F_ALLOW_MULTI };
	explain("asked at each access to a device",
	    "bpf(BPF_PROG_ATTACH, ..., %zu)", sizeof(attr));
	int result = bpf(BPF_PROG_ATTACH, &attr);
	int saved_errno = errno;
	close(cgroup);
	errno = saved_errno;
	return result;
}

/* The kernel says when a program is too long: E2BIG. */
static int
load(struct program *p, const struct device_rule *rules, size_t nrules)
{
	emit_prologue(p);
	for (size_t i = nrules; i-- > 0;)
		emit_rule(p, &rules[i]);
	emit_result(p, false);

	union bpf_attr attr = { .prog_type = BPF_PROG_TYPE_CGROUP_DEVICE,
		.insns = (uintptr_t)p->code,
		.insn_cnt = p->length,
		.license = (uintptr_t) "GPL" };
	explain("the rules for devices, as a program",
	    "bpf(BPF_PROG_LOAD, ..., %zu)", sizeof(attr));
	return bpf(BPF_PROG_LOAD, &attr);
}

int
devices_load_bpf(
    const char *dir, const struct device_rule *rules, size_t nrules)
{
	struct program p = { .code = calloc(
				 nrules * PER_RULE + OTHERS, sizeof(*p.code)) };

	int program = p.code == NULL ? -1 : load(&p, rules, nrules);
	int saved_errno = errno;
	free(p.code);
	errno = saved_errno;
	if (program == -1)
		return control_failed("bpf: rules for devices");
	int result = attach(dir, program);
	saved_errno = errno;
	close(program);
	errno = saved_errno;
	return result == -1 ? control_failed(dir) : 0;
}
