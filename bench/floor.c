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
 *
 * The container is as well protected as that of a runtime: masked and read-only
 * paths, rules for devices, few capabilities, and a program that the container
 * cannot change (CVE-2019-5736). To be linked with -static.
 */
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/keyctl.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
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

#define QUIET (MS_NOSUID | MS_NODEV | MS_NOEXEC)

/* Where there is a cgroup for each controller, and not one for all. */
static bool v1;

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

/*
 * A container that executes /proc/self/exe gets this program, and could write
 * to it later: so it runs from a mount that is read-only and has no path.
 */
static void
run_read_only(char *argv[])
{
	struct mount_attr read_only = { .attr_set = MOUNT_ATTR_RDONLY };
	char *env[] = { "FLOOR=1", NULL };

	if (getenv("FLOOR") != NULL)
		return;
	int fd = open_tree(
	    AT_FDCWD, "/proc/self/exe", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
	DO(fd);
	DO(mount_setattr(fd, "", AT_EMPTY_PATH, &read_only, sizeof(read_only)));
	DO(execveat(fd, "", argv, env, AT_EMPTY_PATH));
}

/* As many of the cgroups as there are: in v1 each below its controller's name. */
static void
show_cgroups(char *cgroups[])
{
	struct mount_attr read_only = { .attr_set = MOUNT_ATTR_RDONLY |
						    MOUNT_ATTR_NOSUID |
						    MOUNT_ATTR_NODEV |
						    MOUNT_ATTR_NOEXEC };
	const char place[] = "sys/fs/cgroup";
	char target[256];

	if (cgroups[0] == NULL)
		return;
	if (!v1)
		DO(mount(cgroups[0], place, NULL, MS_BIND, NULL));
	else
		DO(mount("tmpfs", place, "tmpfs", QUIET, "mode=755"));
	for (int i = 0; v1 && cgroups[i] != NULL; i++) {
		char *end = strrchr(cgroups[i], '/');

		*end = '\0';
		snprintf(target, sizeof(target), "%s%s", place,
		    strrchr(cgroups[i], '/'));
		*end = '/';
		DO(mkdir(target, 0755));
		DO(mount(cgroups[i], target, NULL, MS_BIND, NULL));
	}
	DO(mount_setattr(
	    AT_FDCWD, place, AT_RECURSIVE, &read_only, sizeof(read_only)));
}

static void
mount_all(char *cgroups[])
{
	DO(mount("proc", "proc", "proc", QUIET, NULL));
	DO(mount("tmpfs", "dev", "tmpfs", MS_NOSUID, "mode=755"));
	DO(mkdir("dev/pts", 0755));
	DO(mkdir("dev/shm", 0755));
	DO(mkdir("dev/mqueue", 0755));
	DO(mount("devpts", "dev/pts", "devpts", MS_NOSUID | MS_NOEXEC,
	    "newinstance,ptmxmode=0666"));
	DO(mount("shm", "dev/shm", "tmpfs", QUIET, "mode=1777"));
	DO(mount("mqueue", "dev/mqueue", "mqueue", QUIET, NULL));
	DO(mount("sysfs", "sys", "sysfs", QUIET | MS_RDONLY, NULL));
	show_cgroups(cgroups);
}

static void
make_devices(void)
{
	umask(0);
	DO(mknod("dev/null", S_IFCHR | 0666, makedev(1, 3)));
	DO(mknod("dev/zero", S_IFCHR | 0666, makedev(1, 5)));
	DO(mknod("dev/full", S_IFCHR | 0666, makedev(1, 7)));
	DO(mknod("dev/random", S_IFCHR | 0666, makedev(1, 8)));
	DO(mknod("dev/urandom", S_IFCHR | 0666, makedev(1, 9)));
	DO(mknod("dev/tty", S_IFCHR | 0666, makedev(5, 0)));
	DO(symlink("/proc/self/fd", "dev/fd"));
	DO(symlink("/proc/self/fd/0", "dev/stdin"));
	DO(symlink("/proc/self/fd/1", "dev/stdout"));
	DO(symlink("/proc/self/fd/2", "dev/stderr"));
	DO(symlink("pts/ptmx", "dev/ptmx"));
	DO(symlink("/proc/kcore", "dev/core"));
	umask(022);
}

/* What is not there needs no mask. */
static void
mask(void)
{
	static const char *const files[] = { "/proc/kcore", "/proc/keys",
		"/proc/latency_stats", "/proc/timer_list", "/proc/timer_stats",
		"/proc/sched_debug" };
	static const char *const directories[] = { "/proc/acpi", "/proc/asound",
		"/proc/scsi", "/sys/firmware" };
	static const char *const read_only[] = { "/proc/bus", "/proc/fs",
		"/proc/irq", "/proc/sys", "/proc/sysrq-trigger" };
	struct mount_attr attr = { .attr_set = MOUNT_ATTR_RDONLY };

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		mount("/dev/null", files[i], NULL, MS_BIND, NULL);
	for (size_t i = 0; i < sizeof(directories) / sizeof(directories[0]);
	     i++)
		mount("tmpfs", directories[i], "tmpfs", MS_RDONLY, NULL);
	for (size_t i = 0; i < sizeof(read_only) / sizeof(read_only[0]); i++)
		if (mount(read_only[i], read_only[i], NULL, MS_BIND, NULL) == 0)
			DO(mount_setattr(
			    AT_FDCWD, read_only[i], 0, &attr, sizeof(attr)));
}

static void
raise_loopback(void)
{
	struct ifreq request = { .ifr_name = "lo",
		.ifr_flags = IFF_UP | IFF_RUNNING };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	DO(fd);
	DO(ioctl(fd, SIOCSIFFLAGS, &request));
	close(fd);
}

static void
drop_capabilities(void)
{
	const uint32_t kept =
	    1U << CAP_AUDIT_WRITE | 1U << CAP_KILL | 1U << CAP_NET_BIND_SERVICE;
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3
	};
	struct __user_cap_data_struct data[2] = { { kept, kept, 0 } };

	for (int cap = 0; cap <= CAP_LAST_CAP; cap++)
		if (cap > 31 || !(kept & 1U << cap))
			prctl(PR_CAPBSET_DROP, cap, 0, 0, 0);
	DO(syscall(SYS_capset, &header, data));
}

/* The parent has put us into the cgroups when it closes its end. */
static void
inside(const char *root, char *command, char *cgroups[], int parent)
{
	const struct rlimit files = { 1024, 1024 };
	char byte, *argv[] = { command, NULL };

	if (parent != -1)
		DO(read(parent, &byte, 1));
	DO(setsid());
	DO(unshare(CLONE_NEWCGROUP));
	DO(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL));
	DO(mount(root, root, NULL, MS_BIND | MS_REC, NULL));
	DO(chdir(root));
	mount_all(cgroups);
	make_devices();
	DO(syscall(SYS_pivot_root, ".", "."));
	DO(umount2(".", MNT_DETACH));
	DO(chdir("/"));
	DO(sethostname("floor", 5));
	raise_loopback();
	mask();
	DO(setrlimit(RLIMIT_NOFILE, &files));
	DO(syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL));
	drop_capabilities();
	DO(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
	DO(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &filter));
	execv(argv[0], argv);
	_exit(127);
}

static void
write_file(const char *directory, const char *name, const char *text)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	DO(fd);
	DO(write(fd, text, strlen(text)));
	close(fd);
}

/* v1: a line for each rule. Nodes of others may be made, and not be opened. */
static void
limit_devices_v1(const char *cgroup)
{
	static const char *const allowed[] = { "c *:* m", "b *:* m",
		"c 1:3 rwm", "c 1:5 rwm", "c 1:7 rwm", "c 1:8 rwm", "c 1:9 rwm",
		"c 5:0 rwm", "c 5:2 rwm", "c 136:* rwm" };

	write_file(cgroup, "devices.deny", "a");
	for (size_t i = 0; i < sizeof(allowed) / sizeof(allowed[0]); i++)
		write_file(cgroup, "devices.allow", allowed[i]);
}

#define LOAD(register, member)                                                 \
	{                                                                      \
		BPF_LDX | BPF_MEM | BPF_W, register, BPF_REG_1,                \
		    offsetof(struct bpf_cgroup_dev_ctx, member), 0             \
	}
#define ALLOW_IF(register, value, allow)                                       \
	{                                                                      \
		BPF_JMP | BPF_JEQ | BPF_K, register, 0, allow, value           \
	}
#define SKIP_UNLESS(register, value, skip)                                     \
	{                                                                      \
		BPF_JMP | BPF_JNE | BPF_K, register, 0, skip, value            \
	}

/* v2: the same rules as a program of the kernel's; a jump counts from the next. */
static void
limit_devices_v2(int cgroup)
{
	static const struct bpf_insn rules[] = {
		LOAD(BPF_REG_2, access_type),
		LOAD(BPF_REG_3, major),
		LOAD(BPF_REG_4, minor),
		{ BPF_ALU | BPF_MOV | BPF_X, BPF_REG_5, BPF_REG_2, 0, 0 },
		{ BPF_ALU | BPF_RSH | BPF_K, BPF_REG_5, 0, 0, 16 },
		ALLOW_IF(BPF_REG_5, BPF_DEVCG_ACC_MKNOD, 14),
		{ BPF_ALU | BPF_AND | BPF_K, BPF_REG_2, 0, 0, 0xffff },
		SKIP_UNLESS(BPF_REG_2, BPF_DEVCG_DEV_CHAR, 10),
		ALLOW_IF(BPF_REG_3, 136, 11),
		SKIP_UNLESS(BPF_REG_3, 1, 5),
		ALLOW_IF(BPF_REG_4, 3, 9),
		ALLOW_IF(BPF_REG_4, 5, 8),
		ALLOW_IF(BPF_REG_4, 7, 7),
		ALLOW_IF(BPF_REG_4, 8, 6),
		ALLOW_IF(BPF_REG_4, 9, 5),
		SKIP_UNLESS(BPF_REG_3, 5, 2),
		ALLOW_IF(BPF_REG_4, 0, 3),
		ALLOW_IF(BPF_REG_4, 2, 2),
		{ BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_0, 0, 0, 0 },
		{ BPF_JMP | BPF_EXIT, 0, 0, 0, 0 },
		{ BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_0, 0, 0, 1 },
		{ BPF_JMP | BPF_EXIT, 0, 0, 0, 0 },
	};
	union bpf_attr load = { .prog_type = BPF_PROG_TYPE_CGROUP_DEVICE,
		.insns = (uintptr_t)rules,
		.insn_cnt = sizeof(rules) / sizeof(rules[0]),
		.license = (uintptr_t) "GPL" };

	int program = syscall(SYS_bpf, BPF_PROG_LOAD, &load, sizeof(load));
	DO(program);
	union bpf_attr attach = { .target_fd = cgroup,
		.attach_bpf_fd = program,
		.attach_type = BPF_CGROUP_DEVICE };
	DO(syscall(SYS_bpf, BPF_PROG_ATTACH, &attach, sizeof(attach)));
	close(program);
}

static void
enter(const char *cgroup, pid_t pid)
{
	char number[16];

	snprintf(number, sizeof(number), "%d", pid);
	write_file(cgroup, "cgroup.procs", number);
}

static void
make_cgroups(char *cgroups[], struct clone_args *args)
{
	for (int i = 0; cgroups[i] != NULL; i++) {
		DO(mkdir(cgroups[i], 0755));
		if (v1 && strstr(cgroups[i], "/devices/") != NULL)
			limit_devices_v1(cgroups[i]);
	}
	if (v1 || cgroups[0] == NULL)
		return;
	args->flags |= CLONE_INTO_CGROUP;
	args->cgroup = open(cgroups[0], O_RDONLY | O_CLOEXEC);
	limit_devices_v2(args->cgroup);
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
	int status, ends[2] = { -1, -1 };

	if (argc < 4)
		return 125;
	run_read_only(argv);
	v1 = argc > 5;
	read_filter(argv[1]);
	make_cgroups(cgroups, &args);
	if (v1)
		DO(pipe2(ends, O_CLOEXEC));
	pid_t pid = syscall(SYS_clone3, &args, sizeof(args));
	DO(pid);
	if (pid == 0) {
		close(ends[1]);
		inside(argv[2], argv[3], cgroups, ends[0]);
	}
	for (int i = 0; v1 && cgroups[i] != NULL; i++)
		enter(cgroups[i], pid);
	close(ends[1]);
	DO(waitpid(pid, &status, 0));
	for (int i = 0; cgroups[i] != NULL; i++)
		DO(rmdir(cgroups[i]));
	return WIFEXITED(status) ? WEXITSTATUS(status) : 125;
}
