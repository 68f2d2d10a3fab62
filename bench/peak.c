/*
 * peak COMMAND [ARGUMENT...]: the most memory that any process of the command
 * had in RAM at once, in KiB: ru_maxrss in getrusage(2).
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int
main(int argc, char *argv[])
{
	struct rusage usage;
	int status, null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	if (argc < 2)
		return 125;
	/* vfork(2): a copy of us would count as its memory. */
	pid_t pid = vfork();
	if (pid == 0) {
		dup2(null, STDOUT_FILENO);
		execvp(argv[1], argv + 1);
		_exit(127);
	}
	if (pid == -1 || wait4(pid, &status, 0, &usage) == -1 || status != 0)
		return 125;
	printf("%ld\n", usage.ru_maxrss);
	return 0;
}
