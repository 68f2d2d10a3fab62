#include "common/file.h"

#include "common/explain.h"
#include "common/failure.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

/*
 * Narrates a write as strace -y shows it: newlines as \n, and /proc/... for
 * /proc/self, because the PID differs between PID namespaces.
 */
static void
narrate(const char *why, int fd, const char *path, const char *text, int length)
{
	const char *self = "/proc/self/";
	bool ours = strncmp(path, self, strlen(self)) == 0;
	char line[256];
	size_t used = 0;

	for (; *text != '\0' && used < sizeof(line) - 3; text++) {
		if (*text == '\n')
			line[used++] = '\\';
		line[used++] = *text == '\n' ? 'n' : *text;
	}
	line[used] = '\0';
	explain(why, "write(%d<%s%s>, \"%s%s\", %d)", fd,
	    ours ? "/proc/.../" : "", ours ? path + strlen(self) : path, line,
	    *text != '\0' ? "..." : "", length);
}

void
file_no_process(void)
{
	errno = access("/proc/self", F_OK) == 0 ? ESRCH : ENOENT;
}

int
file_close(int fd, int result)
{
	int saved_errno = errno;

	close(fd);
	errno = saved_errno;
	return result;
}

/*
 * Another file may be mounted over a file of /proc, or another file system over
 * /proc. Then a value for the kernel would go to an ordinary file, or to the
 * wrong file of procfs.
 */
static int
open_in_proc(const char *path)
{
	struct open_how how = { .flags = O_WRONLY | O_CLOEXEC,
		.resolve = RESOLVE_NO_XDEV | RESOLVE_NO_MAGICLINKS };
	struct statfs fs;

	int proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (proc == -1)
		return -1;
	if (fstatfs(proc, &fs) == -1 || fs.f_type != PROC_SUPER_MAGIC) {
		errno = EXDEV;
		return file_close(proc, -1);
	}
	return file_close(
	    proc, syscall(SYS_openat2, proc, path + strlen("/proc/"), &how,
		      sizeof(how)));
}

int
file_open_to_write(const char *path)
{
	if (strncmp(path, "/proc/", 6) == 0)
		return open_in_proc(path);
	return open(path, O_WRONLY | O_CLOEXEC);
}

int
file_write(const char *path, const char *why, const char *value, ...)
{
	char *text;
	va_list ap;

	va_start(ap, value);
	int length = vasprintf(&text, value, ap);
	va_end(ap);
	if (length == -1)
		return failure_set("write(\"%s\")", path);
	int fd = file_open_to_write(path);
	int result = fd == -1 ? failure_set("open(\"%s\", O_WRONLY)", path) : 0;
	if (fd != -1) {
		narrate(why, fd, path, text, length);
		if (write(fd, text, length) != length)
			result = failure_set("write(\"%s\")", path);
		file_close(fd, 0);
	}
	int saved_errno = errno;
	free(text);
	errno = saved_errno;
	return result;
}

int
file_write_all(int fd, const void *bytes, size_t size)
{
	for (const char *at = bytes; size > 0;) {
		ssize_t n = write(fd, at, size);
		if (n == -1)
			return -1;
		at += n;
		size -= n;
	}
	return 0;
}

ssize_t
file_read(const char *path, char *text, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd == -1)
		return -1;

	size_t length = 0;
	ssize_t n;
	while ((n = read(fd, text + length, size - length)) > 0)
		length += n;
	int saved_errno = length == size ? EFBIG : errno;
	close(fd);
	errno = saved_errno;
	if (n == -1 || length == size)
		return -1;
	if (length > 0 && text[length - 1] == '\n')
		length--;
	text[length] = '\0';
	return length;
}

/* fgetpwent(3) reads a long line again for each kilobyte: quadratic time. */
#define FIRST_TABLE (64 * 1024)
#define LONGEST_TABLE (FIRST_TABLE * 256)
#define LONGEST_LINE (256 * 1024)

static bool
has_short_lines(const char *text, size_t length)
{
	while (length > LONGEST_LINE) {
		const char *newline = memrchr(text, '\n', LONGEST_LINE);
		if (newline == NULL)
			return false;
		length -= newline + 1 - text;
		text = newline + 1;
	}
	return true;
}

/*
 * Returns the length, or -1 with errno. *text, to be freed in either case, grows
 * with the file: a process may have little memory (RLIMIT_AS).
 */
static ssize_t
read_table(int fd, char **text)
{
	ssize_t length = 0, size = 0, n = 1;

	while (n > 0 && length < LONGEST_TABLE) {
		if (length == size) {
			size = size == 0 ? FIRST_TABLE : 2 * size;
			char *longer = realloc(*text, size);
			if (longer == NULL)
				return -1;
			*text = longer;
		}
		n = read(fd, *text + length, size - length);
		length += n > 0 ? n : 0;
	}
	if (n == -1)
		return -1;
	if (length < LONGEST_TABLE && has_short_lines(*text, length))
		return length;
	errno = EFBIG;
	return -1;
}

/* A copy: another process could make the file longer without end. */
static FILE *
copy_table(int fd)
{
	char *text = NULL;
	ssize_t length = read_table(fd, &text);
	FILE *file = length == -1 ? NULL : fmemopen(NULL, length + 1, "w+");

	if (file != NULL) {
		fwrite(text, 1, length, file);
		rewind(file);
	}
	int saved_errno = errno;
	free(text);
	errno = saved_errno;
	return file;
}

FILE *
file_open_regular(const char *path)
{
	struct stat st;
	FILE *file = NULL;

	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd == -1)
		return NULL;
	errno = EINVAL;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		file = copy_table(fd);
	file_close(fd, -1);
	return file;
}

char *
file_end_memstream(FILE *stream, char **text)
{
	bool good = !ferror(stream);

	if (fclose(stream) == 0 && good)
		return *text;
	free(*text);
	return NULL;
}
