#include "common/output.h"

#include "common/command.h"
#include "common/exits.h"
#include "common/file.h"
#include "common/text.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* A descriptor, and the first bytes of a character that is not complete. */
struct output {
	int fd;
	char rest[4];
	size_t length;
};

/* Shows one character. Returns its length, 0 where it is not complete. */
static size_t
take(const char *text, size_t length, char shown[TEXT_SHOWN])
{
	if (text[0] == '\r' && length == 1)
		return 0;
	if (text[0] == '\r' && text[1] == '\n') {
		strcpy(shown, "\r\n");
		return 2;
	}
	return text_next(text, length, "\n\t", shown);
}

/*
 * The write function of fopencookie(3). A stream passes on its whole buffer, so
 * the text may end in the middle of a character.
 */
static ssize_t
write_shown(void *cookie, const char *text, size_t size)
{
	struct output *o = cookie;
	char in[512], out[sizeof(in) * TEXT_SHOWN], shown[TEXT_SHOWN];

	for (size_t done = 0; done < size;) {
		size_t length = o->length, used = 0, at = 0, n;
		size_t more = size - done < sizeof(in) - length
				  ? size - done
				  : sizeof(in) - length;

		memcpy(in, o->rest, length);
		memcpy(in + length, text + done, more);
		done += more;
		length += more;
		while (at < length &&
		       (n = take(in + at, length - at, shown)) > 0) {
			/* NUL is escaped, too: shown is never empty. */
			used = stpcpy(out + used, shown) - out;
			at += n;
		}
		o->length = length - at;
		memcpy(o->rest, in + at, o->length);
		if (file_write_all(o->fd, out, used) == -1)
			return 0;
	}
	return size;
}

static void
guard(FILE **stream, struct output *o, int mode)
{
	FILE *new = fopencookie(
	    o, "w", (cookie_io_functions_t){ .write = write_shown });

	if (new == NULL)
		err(EXIT_OURS, "stdout and stderr");
	setvbuf(new, NULL, mode, BUFSIZ);
	*stream = new; /* a variable in glibc: stdio(3) */
}

/*
 * open(2) takes the lowest free number. The access mode is the wrong one, so
 * that reading or writing fails with EBADF, as with a closed descriptor.
 */
static void
open_missing(void)
{
	for (int fd = 0; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) == -1 && errno == EBADF &&
		    open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY) != fd)
			_exit(EXIT_OURS);
}

void
output_begin(void)
{
	static struct output out = { .fd = STDOUT_FILENO },
			     error = { .fd = STDERR_FILENO };

	open_missing();
	guard(&stdout, &out, isatty(STDOUT_FILENO) ? _IOLBF : _IOFBF);
	guard(&stderr, &error, _IOLBF);
}

void
output_relay_errors(void)
{
	char text[4096];
	int ends[2], status = 0;
	ssize_t n;

	if (pipe2(ends, O_CLOEXEC) == -1)
		err(EXIT_OURS, "a pipe");
	pid_t pid = fork();
	if (pid == -1)
		err(EXIT_OURS, "fork");
	if (pid == 0) {
		if (dup2(ends[1], STDERR_FILENO) == -1)
			err(EXIT_OURS, "a pipe");
		return;
	}
	close(ends[1]);
	while ((n = read(ends[0], text, sizeof(text))) > 0)
		fwrite(text, 1, n, stderr);
	fflush(stderr);
	if (waitpid(pid, &status, 0) == -1)
		_exit(EXIT_OURS);
	_exit(command_status(status));
}

void
output_finish(void)
{
	if (fflush(stdout) == EOF)
		err(EXIT_OURS, "stdout");
}

int
output_bytes(const void *bytes, size_t size)
{
	if (fflush(stdout) == EOF)
		return -1;
	return file_write_all(STDOUT_FILENO, bytes, size);
}
