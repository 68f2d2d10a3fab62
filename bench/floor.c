/*
 * The floor: the least that makes the container of config.json, written by hand
 * for one root file system and nothing else. No parsing, no state, no errors
 * told apart. What a runtime takes longer is what it does beyond.
 *
 *     floor FILTER ROOTFS COMMAND [CGROUP...]
 *
 * FILTER is a file with the instructions that seccomp(2) takes. Each CGROUP is
 * a directory to make, to enter, and to remove: one with v2, which clone3(2)
 * enters, or with v1 one in each hierarchy.
 */
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
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

static struct sock_filter code[4096];
static struct sock_fprog filter = { 0, code };

static void
read_filter(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	DO(fd);
	ssize_t size = read(fd, code, sizeof(code));
	DO(size);
	close(fd);
	filter.len = size / sizeof(code[0]);
}

/* The parent has put us into the cgroups when it closes its end. */
static void
inside(const char *root, char *command, int parent)
{
	char byte, *argv[] = { command, NULL };
	const unsigned long quiet = MS_NOSUID | MS_NODEV | MS_NOEXEC;

	if (parent != -1)
		DO(read(parent, &byte, 1));
	DO(unshare(CLONE_NEWCGROUP));
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

static void
enter(const char *cgroup, pid_t pid)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/cgroup.procs", cgroup);
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	DO(fd);
	DO(dprintf(fd, "%d", pid));
	close(fd);
}

int
main(int argc, char *argv[])
{
	struct clone_args args = {
		.flags = CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC |
			 CLONE_NEWPID | CLONE_NEWNET,
		.exit_signal = SIGCHLD,
	};
	char **cgroups = argv + 4;
	bool v1 = argc > 5;
	int status, ends[2] = { -1, -1 };

	if (argc < 4)
		return 125;
	read_filter(argv[1]);
	for (int i = 0; cgroups[i] != NULL; i++)
		DO(mkdir(cgroups[i], 0755));
	if (v1) {
		DO(pipe2(ends, O_CLOEXEC));
	} else if (argc == 5) {
		args.flags |= CLONE_INTO_CGROUP;
		args.cgroup = open(cgroups[0], O_RDONLY | O_CLOEXEC);
	}
	pid_t pid = syscall(SYS_clone3, &args, sizeof(args));
	DO(pid);
	if (pid == 0) {
		close(ends[1]);
		inside(argv[2], argv[3], ends[0]);
	}
	for (int i = 0; v1 && cgroups[i] != NULL; i++)
		enter(cgroups[i], pid);
	close(ends[1]);
	DO(waitpid(pid, &status, 0));
	for (int i = 0; cgroups[i] != NULL; i++)
		DO(rmdir(cgroups[i]));
	return WIFEXITED(status) ? WEXITSTATUS(status) : 125;
}
