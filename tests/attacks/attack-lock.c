/*
 * lease FILE: takes a lease on it. Each open(2) for writing waits until the
 * lease is given back, at most /proc/sys/fs/lease-break-time seconds:
 * F_SETLEASE in fcntl(2). lock FILE...: locks each of them that it can open:
 * flock(2).
 *
 * Says what it has got, and keeps it.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

int
main(int argc, char *argv[])
{
	signal(SIGIO, SIG_IGN);
	for (int i = 2; i < argc; i++) {
		int fd = open(argv[i], O_RDONLY | O_NONBLOCK);
		int result = strcmp(argv[1], "lease") == 0
				 ? fcntl(fd, F_SETLEASE, F_RDLCK)
				 : flock(fd, LOCK_EX | LOCK_NB);

		if (result == 0)
			printf("has %s\n", argv[i]);
	}
	puts("ready");
	fflush(stdout);
	for (;;)
		pause();
}
