/*
 * A shell in a container, from an unpacked root directory: what docker run
 * does, in nearly the same order, which the kernel demands. As root:
 *
 *   # cc -o minimal minimal.c
 *   # mkdir -p root/bin root/proc; cp /bin/busybox root/bin/sh
 *   # ./minimal root /bin/sh -c 'hostname; echo "PID $$"; cd /; echo *'
 *   inside
 *   PID 1
 *   bin proc
 *
 * Users, /dev, a terminal of its own, AppArmor are left to the chapters.
 */
#define _GNU_SOURCE 1
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __x86_64__
#define OURS AUDIT_ARCH_X86_64
#else
#define OURS AUDIT_ARCH_AARCH64
#endif
#define LOAD (BPF_LD | BPF_W | BPF_ABS)
#define EQUAL (BPF_JMP | BPF_JEQ | BPF_K)

/* Chapter 5, for calls that no capability and no namespace restricts. */
static struct sock_filter filter[] = {
	BPF_STMT(LOAD, offsetof(struct seccomp_data, arch)),
	BPF_JUMP(EQUAL, OURS, 0, 7),
	BPF_STMT(LOAD, offsetof(struct seccomp_data, nr)),
	BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 5, 0),
	BPF_JUMP(EQUAL, SYS_keyctl, 3, 0),
	BPF_JUMP(EQUAL, SYS_add_key, 2, 0),
	BPF_JUMP(EQUAL, SYS_request_key, 1, 0),
	BPF_STMT(BPF_RET, SECCOMP_RET_ALLOW),
	BPF_STMT(BPF_RET, SECCOMP_RET_ERRNO | EPERM),
	BPF_STMT(BPF_RET, SECCOMP_RET_KILL_PROCESS),
};

/* docker's 14 capabilities but CAP_MKNOD: no cgroup guards devices here. */
static const __u32 kept = 0xa80425fb & ~CAP_TO_MASK(CAP_MKNOD);

static void
check(long result, const char *what)
{
	if (result == -1)
		err(125, "%s", what);
}

static void
put(const char *dir, const char *file, const char *text)
{
	char path[64];
	snprintf(path, sizeof(path), "%s/%s", dir, file);
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	check(fd, path);
	check(write(fd, text, strlen(text)), path);
	close(fd);
}

static _Noreturn void
be_the_container(const char *dir, int v2, char *argv[])
{
	/* --- Child, new namespaces, the host's root still visible --- */
	/* Chapter 4. The limit comes first: memory in use stays in use. */
	put(dir, v2 ? "memory.max" : "memory.limit_in_bytes", "64M");
	put(dir, "cgroup.procs", "0");
	/* The cgroup that the caller is in becomes the namespace's "/". */
	check(unshare(CLONE_NEWCGROUP), "unshare");
	check(sethostname("inside", 6), "sethostname");

	/* A copied mount passes new ones on to the host, unless private. */
	check(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL), "private /");
	/* pivot_root(2) needs a mount: the directory, mounted on itself. */
	check(mount(argv[1], argv[1], NULL, MS_BIND, NULL), "bind ROOT");
	check(chdir(argv[1]), "chdir ROOT");
	/* "." becomes "/", and the host's root is mounted on top of it. */
	check(syscall(SYS_pivot_root, ".", "."), "pivot_root");

	/* --- Child, in its root --- */
	/* Not before: a link in the image could have led to the host's files.
	 * Not later: a user namespace may mount it only while one is visible.
	 * Read-only: what root writes to /proc/sys concerns the host. */
	check(mount("proc", "/proc", "proc", MS_RDONLY, NULL), "mount /proc");
	/* Unmounted, the host's root is out of reach. chroot(2) leaves it. */
	check(umount2(".", MNT_DETACH), "umount the host's root");
	/* A descriptor that the caller left open would still reach it. */
	check(syscall(SYS_close_range, 3, ~0U, 0), "close_range");

	/* Chapter 1. Privileges go last: the steps above needed them. */
	for (int cap = 0; prctl(PR_CAPBSET_READ, cap, 0, 0, 0) != -1; cap++)
		if (cap > 31 || !(kept & CAP_TO_MASK(cap)))
			check(prctl(PR_CAPBSET_DROP, cap, 0, 0, 0), "prctl");
	struct __user_cap_header_struct header = { 0 };
	struct __user_cap_data_struct sets[2] = { { kept, kept, 0 } };
	header.version = _LINUX_CAPABILITY_VERSION_3;
	check(syscall(SYS_capset, &header, sets), "capset");
	check(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs");
	/* Chapter 5. The last step: the filter need not allow the others. */
	struct sock_fprog program = { .filter = filter };
	program.len = sizeof(filter) / sizeof(*filter);
	check(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program),
	    "seccomp");
	char *env[] = { "PATH=/usr/sbin:/usr/bin:/sbin:/bin", NULL };
	execve(argv[2], &argv[2], env);
	err(errno == ENOENT ? 127 : 126, "%s", argv[2]);
}

int
main(int argc, char *argv[])
{
	/* --- Parent, on the host, all privileges --- */
	int v2 = access("/sys/fs/cgroup/cgroup.controllers", F_OK) == 0;
	const char *dir =
	    v2 ? "/sys/fs/cgroup/minimal" : "/sys/fs/cgroup/memory/minimal";
	struct clone_args args = { .exit_signal = SIGCHLD };
	int wstatus = 125 << 8;

	if (argc < 3)
		errx(125, "usage: minimal ROOT COMMAND [ARGUMENT...]");
	check(mkdir(dir, 0755), "mkdir in /sys/fs/cgroup");
	args.flags = CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWUTS;
	args.flags |= CLONE_NEWNET | CLONE_NEWIPC;
	pid_t child = syscall(SYS_clone3, &args, sizeof(args));
	if (child == 0)
		be_the_container(dir, v2, argv);
	signal(SIGINT, SIG_IGN); /* Ctrl-C is for the command. */
	if (child == -1 || waitpid(child, &wstatus, 0) == -1)
		warn("clone3");
	check(rmdir(dir), "rmdir"); /* A cgroup outlives its processes. */
	return WIFEXITED(wstatus) ? WEXITSTATUS(wstatus)
				  : 128 + WTERMSIG(wstatus);
}
