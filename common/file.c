#include "common/file.h"

#include "common/explain.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/*
 * Narrates a write as strace -y shows it: newlines as \n, and /proc/self by the
 * PID of this process, which is not the same in every PID namespace.
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

int
file_write(const char *path, const char *why, const char *value, ...)
{
	char text[4096];
	va_list ap;

	va_start(ap, value);
	int length = vsnprintf(text, sizeof(text), value, ap);
	va_end(ap);
	if (length >= (int)sizeof(text)) {
		errno = EFBIG;
		return -1;
	}

	explain_call("open(\"%s\", O_WRONLY|O_CLOEXEC)", path);
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd == -1)
		return -1;
	narrate(why, fd, path, text, length);
	ssize_t written = write(fd, text, length);
	int saved_errno = errno;
	close(fd);
	errno = saved_errno;
	return written == length ? 0 : -1;
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
