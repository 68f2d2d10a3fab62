/*
 * call NAME [ARGUMENT...]: makes one system call, and prints "ok" or the errno.
 * For the tests of chapter 5; also built for 32 bits.
 *
 * In the environment: X32 makes it by that convention, INT80 by the one of
 * 32-bit programs (its value is the number there), though we have 64 bits.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define CALL(name) #name, SYS_##name

static const struct {
	const char *name;
	long number;
} calls[] = {
	{ CALL(add_key) },
	{ CALL(bind) },
	{ CALL(bpf) },
	{ CALL(chroot) },
	{ CALL(clone) },
	{ CALL(clone3) },
	{ CALL(dup) },
	{ CALL(fsopen) },
	{ CALL(getppid) },
	{ CALL(init_module) },
	{ CALL(io_uring_setup) },
	{ CALL(keyctl) },
	{ CALL(mkdirat) },
	{ CALL(mount) },
	{ CALL(open_by_handle_at) },
	{ CALL(personality) },
	{ CALL(perf_event_open) },
	{ CALL(pivot_root) },
	{ CALL(ptrace) },
	{ CALL(reboot) },
	{ CALL(setns) },
	{ CALL(socket) },
	{ CALL(swapon) },
	{ CALL(syslog) },
	{ CALL(unshare) },
	{ CALL(userfaultfd) },
#ifdef SYS_socketcall
	{ CALL(socketcall) },
	{ CALL(ipc) },
#endif
	{ CALL(connect) },
	{ CALL(shmget) },
	{ "unknown", 4711 },
};

static void
on_sys(int sig, siginfo_t *info, void *context)
{
	(void)sig, (void)context;
	printf("SIGSYS for call %d\n", info->si_syscall);
	exit(0);
}

static void *
in_thread(void *argument)
{
	(void)argument;
	syscall(SYS_mkdirat, -1, "", 0);
	puts("the thread is alive");
	return NULL;
}

/* A second thread makes the call, the first waits for it. */
static int
call_in_thread(void)
{
	pthread_t thread;

	pthread_create(&thread, NULL, in_thread, NULL);
	pthread_join(thread, NULL);
	puts("the process is alive");
	return 0;
}

static long
make_call(long number, const unsigned long a[6])
{
#ifdef __x86_64__
	if (getenv("X32") != NULL)
		number |= 0x40000000;
	if (getenv("INT80") != NULL) {
		long result = atoi(getenv("INT80"));

		__asm__ volatile("int $0x80"
				 : "+a"(result)
				 : "b"(a[0]), "c"(a[1]), "d"(a[2])
				 : "memory", "r8", "r9", "r10", "r11");
		errno = result < 0 ? -result : 0;
		return result < 0 ? -1 : result;
	}
#endif
	return syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

int
main(int argc, char *argv[])
{
	const char *name = argc > 1 ? argv[1] : "";
	unsigned long a[6] = { 0 };
	size_t i = 0;

	setvbuf(stdout, NULL, _IONBF, 0);
	if (strcmp(name, "thread") == 0)
		return call_in_thread();
	if (strcmp(name, "trap") == 0) {
		struct sigaction action = { .sa_sigaction = on_sys,
			.sa_flags = SA_SIGINFO };

		sigaction(SIGSYS, &action, NULL);
		name = "mkdirat";
	}
	while (i < sizeof(calls) / sizeof(calls[0]) &&
	       strcmp(calls[i].name, name) != 0)
		i++;
	if (i == sizeof(calls) / sizeof(calls[0]) || argc > 8)
		return 1;
	for (int j = 2; j < argc; j++)
		a[j - 2] = strtoull(argv[j], NULL, 0);
#ifdef SYS_socketcall
	unsigned long block[3] = { a[1], a[2], a[3] };
	if (calls[i].number == SYS_socketcall)
		a[1] = (unsigned long)block;
#endif
	long result = make_call(calls[i].number, a);
	if (result == 0 && calls[i].number == SYS_clone)
		_exit(0); /* the child */
	puts(result == -1 ? strerrorname_np(errno) : "ok");
	return 0;
}
