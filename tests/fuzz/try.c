#include "try.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

const char *try_text;
size_t try_size;

static jmp_buf end;
static bool trying;
static int opened[256];
static size_t nopened;
static bool all_there; /* every file that is asked for */

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	try_text = (const char *)data;
	try_size = size;
	nopened = 0;
	all_there = false;
	trying = true;
	if (setjmp(end) == 0)
		fuzz();
	trying = false;
	while (nopened > 0)
		close(opened[--nopened]);
	return 0;
}

void
exit(int status)
{
	if (trying)
		longjmp(end, 1);
	_exit(status);
}

/* Formats it all the same: that can go wrong, too. */
static void
say(const char *format, va_list ap)
{
	char text[256];

	if (format != NULL)
		vsnprintf(text, sizeof(text), format, ap);
}

#define SAY(format)                                                            \
	do {                                                                   \
		va_list ap;                                                    \
		va_start(ap, format);                                          \
		say(format, ap);                                               \
		va_end(ap);                                                    \
	} while (0)

void
err(int status, const char *format, ...)
{
	SAY(format);
	exit(status);
}

void
errx(int status, const char *format, ...)
{
	SAY(format);
	exit(status);
}

void
warn(const char *format, ...)
{
	SAY(format);
}

void
warnx(const char *format, ...)
{
	SAY(format);
}

/* The fuzzer's own files are files. */
int
open(const char *path, int flags, ...)
{
	int kind = flags & O_ACCMODE;

	if (!trying)
		return syscall(SYS_openat, AT_FDCWD, path, flags, 0666);
	errno = ENOENT;
	if (flags & (O_PATH | O_DIRECTORY) || kind == O_RDWR || nopened == 256)
		return -1;
	int fd = memfd_create("fuzz", MFD_CLOEXEC);
	if (fd == -1)
		return -1;
	opened[nopened++] = fd;
	/* What is written goes nowhere. */
	if (kind == O_RDONLY && pwrite(fd, try_text, try_size, 0) == -1)
		return -1;
	return fd;
}

/* "wb" is how the fuzzer writes down what made us fail. */
FILE *
fopen(const char *path, const char *mode)
{
	int flags = mode[0] == 'r' ? O_RDONLY : O_WRONLY | O_CREAT | O_TRUNC;

	if (trying && strcmp(mode, "wb") != 0)
		return fmemopen((void *)try_text, try_size, "r");
	int fd = syscall(SYS_openat, AT_FDCWD, path, flags, 0666);
	return fd == -1 ? NULL : fdopen(fd, mode);
}

/* Nothing else is to change: no directory, no file, no process. */
int
mkdir(const char *path, mode_t mode)
{
	errno = EEXIST;
	return trying ? -1 : mkdirat(AT_FDCWD, path, mode);
}

int
rename(const char *from, const char *to)
{
	errno = EROFS;
	return trying ? -1 : renameat(AT_FDCWD, from, AT_FDCWD, to);
}

int
unlink(const char *path)
{
	errno = EROFS;
	return trying ? -1 : unlinkat(AT_FDCWD, path, 0);
}

int
rmdir(const char *path)
{
	errno = EROFS;
	return trying ? -1 : unlinkat(AT_FDCWD, path, AT_REMOVEDIR);
}

int
kill(pid_t pid, int sig)
{
	errno = ESRCH;
	return trying ? -1 : syscall(SYS_kill, pid, sig);
}

int
access(const char *path, int mode)
{
	return all_there ? 0 : faccessat(AT_FDCWD, path, mode, 0);
}

pid_t
fork(void)
{
	errno = EAGAIN;
	return trying ? -1 : syscall(SYS_fork);
}

int
try_words(char *words[], int max)
{
	static char copy[65536];
	char *rest = copy, *word;
	int n = 0;

	snprintf(copy, sizeof(copy), "%.*s", (int)try_size, try_text);
	while (n < max - 1 && (word = strsep(&rest, "\n")) != NULL)
		words[n++] = word;
	words[n] = NULL;
	return n;
}

int
try_command(char *program, char *words[], int max)
{
	words[0] = program;
	optind = 0;
	return 1 + try_words(words + 1, max - 1);
}

void
try_limits(const struct cgroup_limits *limits)
{
	static struct cgroup_stats stats;
	static struct cgroup_value value;

	all_there = true;
	for (int version = 1; version <= 2; version++) {
		struct cgroup cgroup = { .name = "dev" };

		for (int i = 0; i < CGROUP_CONTROLLERS; i++) {
			cgroup.at[i].version = version;
			strcpy(cgroup.at[i].path, "/dev");
		}
		cgroup_set(&cgroup, limits);
		cgroup_stat(&cgroup, &stats);
		for (size_t n = 0; cgroup_get(&cgroup, n, &value) != -1; n++)
			;
	}
	all_there = false;
}
