/*
 * A command with 32 MiB of memory: the kernel kills it when it needs more.
 * docker run --memory 32m. As root (tail keeps its last line: all zeros):
 *
 *   # cc -o minimal minimal.c
 *   # ./minimal tail /dev/zero; echo "status $?"
 *   status 137
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void
put(const char *dir, const char *file, const char *text)
{
	char path[64];
	snprintf(path, sizeof(path), "%s/%s", dir, file);
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd == -1 || write(fd, text, strlen(text)) == -1)
		err(125, "write %s to %s", text, path);
	close(fd);
}

int
main(int argc, char *argv[])
{
	/* v2 has one tree, v1 has a tree for each controller: cgroups(7). */
	int v2 = access("/sys/fs/cgroup/cgroup.controllers", F_OK) == 0;
	const char *dir =
	    v2 ? "/sys/fs/cgroup/minimal" : "/sys/fs/cgroup/memory/minimal";
	int wstatus = 125 << 8; /* exit status 125, if there is no child */

	if (argc < 2)
		errx(125, "usage: minimal COMMAND [ARGUMENT...]");
	if (mkdir(dir, 0755) == -1) /* The kernel adds the files. */
		err(125, "mkdir %s", dir);
	pid_t child = fork();
	if (child == 0) {
		/* The limits come before the process: memory in use is not
		 * taken back. Without swap, the kernel has to kill. */
		put(dir, v2 ? "memory.max" : "memory.limit_in_bytes", "32M");
		put(dir, v2 ? "memory.swap.max" : "memory.swappiness", "0");
		put(dir, "cgroup.procs", "0"); /* 0: the writer */
		execvp(argv[1], &argv[1]);
		err(errno == ENOENT ? 127 : 126, "%s", argv[1]);
	}
	signal(SIGINT, SIG_IGN); /* Ctrl-C is for the command. */
	if (child == -1 || waitpid(child, &wstatus, 0) == -1)
		warn("fork");
	if (rmdir(dir) == -1) /* A cgroup outlives its processes. */
		err(125, "rmdir %s", dir);
	return WIFEXITED(wstatus) ? WEXITSTATUS(wstatus)
				  : 128 + WTERMSIG(wstatus);
}
