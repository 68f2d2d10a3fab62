/*
 * A command in five new namespaces: alone, under another hostname. The call
 * that a container begins with. As root, or after unshare --map-root-user:
 *
 *   # cc -o minimal minimal.c
 *   # ./minimal sh -c 'hostname; echo "PID $$"; ip -br link'
 *   inside
 *   PID 1
 *   lo               DOWN           00:00:00:00:00:00 <LOOPBACK>
 */
#include <err.h>
#include <errno.h>
#include <linux/sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

int
main(int argc, char *argv[])
{
	struct clone_args args = {
		.flags = CLONE_NEWUTS | /* hostname */
			 CLONE_NEWPID | /* process IDs: the child is 1 */
			 CLONE_NEWNS |  /* mounts: a copy of the parent's */
			 CLONE_NEWNET | /* network interfaces: only lo */
			 CLONE_NEWIPC,  /* System V IPC, POSIX queues */
		.exit_signal = SIGCHLD, /* for waitpid(2) */
	};
	int wstatus;

	if (argc < 2)
		errx(125, "usage: minimal COMMAND [ARGUMENT...]");

	/* Returns twice, as fork(2) does. glibc has no clone3(2). */
	pid_t child = syscall(SYS_clone3, &args, sizeof(args));
	if (child == -1)
		err(125, "clone3");
	if (child > 0) {
		signal(SIGINT, SIG_IGN); /* Ctrl-C is for the command. */
		if (waitpid(child, &wstatus, 0) == -1)
			err(125, "waitpid");
		return WIFEXITED(wstatus) ? WEXITSTATUS(wstatus)
					  : 128 + WTERMSIG(wstatus);
	}

	/* A copied mount passes new mounts on to the host until it is made
	 * private, so this comes before the first: mount_namespaces(7). */
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == -1)
		err(125, "mount / private");
	/* A procfs shows the PID namespace of the process that mounts it. */
	if (mount("proc", "/proc", "proc", 0, NULL) == -1)
		err(125, "mount /proc");
	if (sethostname("inside", 6) == -1)
		err(125, "sethostname");
	execvp(argv[1], &argv[1]);
	err(errno == ENOENT ? 127 : 126, "%s", argv[1]);
}
