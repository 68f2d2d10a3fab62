#include "07-combined/engine/busybox.h"

#include "07-combined/engine/sealed_program.h"
#include "common/exits.h"
#include "common/failure.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* Put here by the Makefile: the program, and the names of its commands. */
extern const char busybox_start[], busybox_end[];
extern const char busybox_commands[]; /* a line each, ends with a NUL */

static const char *const directories[] = { "bin", "dev", "etc", "home", "proc",
	"root", "run", "sys", "tmp", "usr", "usr/bin", "usr/sbin", "sbin",
	"var", "var/log" };

static const struct {
	const char *name, *text;
} files[] = {
	{ "etc/passwd", "root:x:0:0:root:/root:/bin/sh\n"
			"nobody:x:65534:65534:nobody:/:/bin/false\n" },
	{ "etc/group", "root:x:0:\n"
		       "tty:x:5:\n"
		       "nogroup:x:65534:\n" },
	{ "etc/hosts", "127.0.0.1\tlocalhost\n"
		       "::1\tlocalhost\n" },
};

static size_t
busybox_size(void)
{
	/* cppcheck-suppress comparePointers // two labels of one file */
	return busybox_end - busybox_start;
}

static int
write_file(
    int dir, const char *name, mode_t mode, const char *data, size_t size)
{
	int fd =
	    openat(dir, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	if (fd == -1)
		return -1;
	while (size > 0) {
		ssize_t n = write(fd, data, size);
		if (n == -1) {
			int saved_errno = errno;
			close(fd);
			errno = saved_errno;
			return -1;
		}
		data += n;
		size -= n;
	}
	return close(fd);
}

bool
busybox_has(const char *command)
{
	size_t length = strlen(command);

	for (const char *line = busybox_commands; *line != '\0';) {
		size_t n = strcspn(line, "\n");

		if (n == length && strncmp(line, command, n) == 0)
			return true;
		line += n + (line[n] == '\n');
	}
	return false;
}

/* A link for each command, as `busybox --install -s` makes them. */
static int
link_commands(int dir)
{
	for (const char *line = busybox_commands; *line != '\0';) {
		char path[64];
		int length = strcspn(line, "\n");

		snprintf(path, sizeof(path), "bin/%.*s", length, line);
		if (symlinkat("busybox", dir, path) == -1 && errno != EEXIST)
			return -1;
		line += length + (line[length] == '\n');
	}
	return 0;
}

static int
fill(int dir)
{
	for (size_t i = 0; i < sizeof(directories) / sizeof(directories[0]);
	     i++)
		if (mkdirat(dir, directories[i], 0755) == -1)
			return -1;
	if (fchmodat(dir, "tmp", 01777, 0) == -1)
		return -1;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		if (write_file(dir, files[i].name, 0644, files[i].text,
			strlen(files[i].text)) == -1)
			return -1;
	if (write_file(
		dir, "bin/busybox", 0755, busybox_start, busybox_size()) == -1)
		return -1;
	return link_commands(dir);
}

int
busybox_unpack(const char *directory)
{
	int dir = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir == -1)
		return -1;
	int result = fill(dir);
	int saved_errno = errno;
	close(dir);
	errno = saved_errno;
	return result;
}

void
busybox_execute(char *const argv[], int in, int out)
{
	char *environment[] = { "PATH=/", NULL };
	int busybox = sealed_program("busybox", busybox_start, busybox_size());

	if (busybox == -1)
		err(EXIT_OURS, "%s", failure_text());
	if ((in != -1 && dup2(in, STDIN_FILENO) == -1) ||
	    (out != -1 && dup2(out, STDOUT_FILENO) == -1))
		err(EXIT_OURS, "dup2");
	fexecve(busybox, argv, environment);
	err(EXIT_OURS, "busybox");
}
