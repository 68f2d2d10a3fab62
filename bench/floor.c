/*
 * The floor: the least that makes the container of config.json, written by hand
 * for one root file system and nothing else. No parsing, no state, no errors
 * told apart, no cgroup. What a runtime takes longer is what it does beyond.
 *
 *     floor ROOTFS COMMAND [ARGUMENT...]
 */
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#define DO(call)                                                               \
	do {                                                                   \
		if ((call) == -1)                                              \
			_exit(125);                                            \
	} while (0)

static void
inside(const char *root, char *argv[])
{
	static struct sock_filter allow[] = { BPF_STMT(
	    BPF_RET | BPF_K, SECCOMP_RET_ALLOW) };
	struct sock_fprog filter = { 1, allow };
	const unsigned long quiet = MS_NOSUID | MS_NODEV | MS_NOEXEC;

	DO(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL));
	DO(mount(root, root, NULL, MS_BIND | MS_REC, NULL));
	DO(chdir(root));
	DO(syscall(SYS_pivot_root, ".", "."));
	DO(mount("proc", "/proc", "proc", quiet, NULL));
	DO(mount("tmpfs", "/dev", "tmpfs", MS_NOSUID, "mode=755"));
	DO(mkdir("/dev/pts", 0755));
	DO(mkdir("/dev/shm", 0755));
	DO(mkdir("/dev/mqueue", 0755));
	DO(mount("devpts", "/dev/pts", "devpts", MS_NOSUID | MS_NOEXEC,
	    "newinstance,ptmxmode=0666"));
	DO(mount("shm", "/dev/shm", "tmpfs", quiet, "mode=1777"));
	DO(mount("mqueue", "/dev/mqueue", "mqueue", quiet, NULL));
	DO(mount("sysfs", "/sys", "sysfs", quiet | MS_RDONLY, NULL));
	umask(0);
	DO(mknod("/dev/null", S_IFCHR | 0666, makedev(1, 3)));
	DO(mknod("/dev/zero", S_IFCHR | 0666, makedev(1, 5)));
	DO(mknod("/dev/full", S_IFCHR | 0666, makedev(1, 7)));
	DO(mknod("/dev/random", S_IFCHR | 0666, makedev(1, 8)));
	DO(mknod("/dev/urandom", S_IFCHR | 0666, makedev(1, 9)));
	DO(mknod("/dev/tty", S_IFCHR | 0666, makedev(5, 0)));
	DO(umount2(".", MNT_DETACH));
	DO(sethostname("floor", 5));
	DO(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
	DO(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &filter));
	execv(argv[0], argv);
	_exit(127);
}

int
main(int argc, char *argv[])
{
	struct clone_args args = {
		.flags = CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC |
			 CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWCGROUP,
		.exit_signal = SIGCHLD,
	};
	int status;

	if (argc < 3)
		return 125;
	pid_t pid = syscall(SYS_clone3, &args, sizeof(args));
	if (pid == 0)
		inside(argv[1], argv + 2);
	if (pid == -1 || waitpid(pid, &status, 0) == -1)
		return 125;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 125;
}
