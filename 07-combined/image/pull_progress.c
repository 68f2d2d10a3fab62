#include "07-combined/image/pull_progress.h"

#include "common/file.h"

#include <errno.h>
#include <pty.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define ESCAPE '\033'

/* Where does the text begin, after what moves the cursor? */
static const char *
skip_moves(const char *line)
{
	while (line[0] == ESCAPE && line[1] == '[') {
		line += 2 + strspn(line + 2, "0123456789;");
		line += *line != '\0';
	}
	return line;
}

/* What is said of a layer, and of the config, has a bar or "done". */
static bool
is_progress(const char *line)
{
	return strncmp(skip_moves(line), "Copying ", strlen("Copying ")) == 0;
}

/* The moves count lines, so a move stays where its line is left out. */
static void
pass_on(const char *line)
{
	size_t moves = skip_moves(line) - line;

	file_write_all(
	    STDERR_FILENO, line, is_progress(line) ? strlen(line) : moves);
}

static _Noreturn void
pass_all(int master)
{
	FILE *in = fdopen(master, "r");
	size_t size = 0;
	char *line = NULL;

	/* EIO: the last process has closed the other end. */
	while (in != NULL && getline(&line, &size, in) != -1)
		pass_on(line);
	_exit(0);
}

pid_t
pull_progress_start(int *terminal)
{
	struct winsize window = { .ws_row = 24, .ws_col = 80 };
	int master;

	ioctl(STDERR_FILENO, TIOCGWINSZ, &window);
	if (openpty(&master, terminal, NULL, NULL, &window) == -1)
		return -1;
	pid_t pid = fork();
	if (pid == 0) {
		close(*terminal);
		pass_all(master);
	}
	int saved_errno = errno;
	close(master);
	if (pid == -1)
		close(*terminal);
	errno = saved_errno;
	return pid;
}
