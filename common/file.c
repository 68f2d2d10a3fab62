#include "common/file.h"

#include "common/explain.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

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
	explain(why, "write(%d<%s>, \"%s\", %d)", fd, path, text, length);
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
