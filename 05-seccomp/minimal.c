/*
 * A command that the kernel kills, by SIGSYS, when it calls bind(2). What
 * docker run --security-opt seccomp=FILE does. As any user:
 *
 *   $ cc -o minimal minimal.c
 *   $ ./minimal nc -l 127.0.0.1 0; echo "status $?"
 *   Bad system call
 *   status 159
 */
#include <err.h>
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifdef __x86_64__
#define OURS AUDIT_ARCH_X86_64
#else
#define OURS AUDIT_ARCH_AARCH64
#endif
#define LOAD (BPF_LD | BPF_W | BPF_ABS) /* into the one register */
#define EQUAL (BPF_JMP | BPF_JEQ | BPF_K)
#define AT_LEAST (BPF_JMP | BPF_JGE | BPF_K)

/* Runs at each system call. A jump says how many instructions to skip: first
 * if the comparison is true, then if it is false. */
static struct sock_filter filter[] = {
	/* The architecture first: 49 is bind on x86_64 only, and by int 0x80
	 * any program on x86_64 can call as i386. */
	BPF_STMT(LOAD, offsetof(struct seccomp_data, arch)),
	BPF_JUMP(EQUAL, OURS, 0, 4), /* another one: to KILL */
	BPF_STMT(LOAD, offsetof(struct seccomp_data, nr)),
	BPF_JUMP(AT_LEAST, 0x40000000, 2, 0), /* x32: other numbers */
	BPF_JUMP(EQUAL, SYS_bind, 1, 0),      /* bind: to KILL */
	BPF_STMT(BPF_RET, SECCOMP_RET_ALLOW),
	BPF_STMT(BPF_RET, SECCOMP_RET_KILL_PROCESS),
};

int
main(int argc, char *argv[])
{
	struct sock_fprog program = { .filter = filter };

	if (argc < 2)
		errx(125, "usage: minimal COMMAND [ARGUMENT...]");
	/* Without CAP_SYS_ADMIN, seccomp(2) requires this: a filter could
	 * make setuid(2) fail in a SUID program, which would stay root. */
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1)
		err(125, "prctl(PR_SET_NO_NEW_PRIVS)");
	/* For good, and for the children: no call removes a filter. */
	program.len = sizeof(filter) / sizeof(*filter);
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == -1)
		err(125, "seccomp");
	execvp(argv[1], &argv[1]);
	err(errno == ENOENT ? 127 : 126, "%s", argv[1]);
}
