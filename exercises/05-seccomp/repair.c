/*
 * full COMMAND: for a test, the disk is full: each new directory fails with ENOSPC.
 * As any user. It does not even start; and then, something else is killed.
 */
#include <err.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_mkdir /* not on arm64 */
#define SYS_mkdir SYS_mkdirat
#endif

static struct sock_filter filter[] = {
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
	BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 3, 0), /* x32: kill */
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_mkdir, 2, 0),
	BPF_STMT(BPF_RET, SECCOMP_RET_ALLOW),
	BPF_STMT(BPF_RET, SECCOMP_RET_ERRNO | ENOSPC),
	BPF_STMT(BPF_RET, SECCOMP_RET_KILL_PROCESS),
};

int
main(int argc, char *argv[])
{
	struct sock_fprog program = { sizeof(filter), filter };

	if (argc < 2)
		errx(125, "usage: full COMMAND [ARGUMENT...]");
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == -1)
		err(125, "prctl(PR_SET_SECCOMP)");
	execvp(argv[1], &argv[1]);
	err(127, "%s", argv[1]);
}
