/*
 * Types "echo owned" into the terminal that standard input, output or error is,
 * as if at its keyboard: ioctl_tty(2).
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

int
main(void)
{
	int open_too = open("/dev/tty", O_RDWR), typed = 0;
	const int fds[] = { 0, 1, 2, open_too };

	for (int i = 0; i < 4 && !typed; i++)
		for (const char *c = "echo owned\n"; *c != '\0'; c++)
			typed |= ioctl(fds[i], TIOCSTI, c) == 0;
	puts(typed ? "typed" : "refused");
	return 0;
}
