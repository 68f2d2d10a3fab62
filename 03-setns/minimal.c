/*
 * A command in the namespaces of a running process: docker exec.
 * As root, with a process to enter, which unshare(1) starts:
 *
 *   # cc -o minimal minimal.c
 *   # unshare --net --uts sh -c 'hostname target; exec sleep 99' & sleep 1
 *   # ./minimal $! sh -c 'hostname; ip -br link'
 *   target
 *   lo               DOWN           00:00:00:00:00:00 <LOOPBACK>
 */
#define _GNU_SOURCE 1
#include <err.h>
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

int
main(int argc, char *argv[])
{
	int types = CLONE_NEWUTS | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWNET |
		    CLONE_NEWIPC | CLONE_NEWCGROUP;
	int wstatus;

	if (argc < 3)
		errx(125, "usage: minimal PID COMMAND [ARGUMENT...]");

	/* A PID may belong to another process a moment later, a pidfd never.
	 * The kernel makes it close-on-exec: pidfd_open(2). */
	int target = syscall(SYS_pidfd_open, atoi(argv[1]), 0);
	if (target == -1)
		err(125, "pidfd_open %s", argv[1]);

	/* All types in one call, all or none: setns(2). With a file for each
	 * type, all would have to be open before the first setns: in the
	 * target's mount namespace, /proc shows other processes. */
	if (setns(target, types) == -1)
		err(125, "setns");

	/* A process never changes its PID: only a child gets one in there. */
	pid_t child = fork();
	if (child == -1)
		err(125, "fork");
	if (child > 0) {
		signal(SIGINT, SIG_IGN); /* Ctrl-C is for the command. */
		if (waitpid(child, &wstatus, 0) == -1)
			err(125, "waitpid");
		return WIFEXITED(wstatus) ? WEXITSTATUS(wstatus)
					  : 128 + WTERMSIG(wstatus);
	}

	/* The file is looked up in the target's mounts: its sh, not ours. */
	execvp(argv[2], &argv[2]);
	err(errno == ENOENT ? 127 : 126, "%s", argv[2]);
}
