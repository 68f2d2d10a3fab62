/*
 * The commands that show what a container in the background writes: logs, and
 * attach, which also types.
 */
#include "07-combined/channel.h"
#include "07-combined/desk/request.h"
#include "07-combined/state.h"
#include "07-combined/terminal.h"
#include "common/exits.h"
#include "common/options.h"
#include "common/parse.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

/* Copies what is there now; to a terminal only what it can show. */
static void
copy(int from, int to)
{
	char buffer[65536];
	bool shown = isatty(to);
	ssize_t n;

	while ((n = read(from, buffer, sizeof(buffer))) > 0) {
		ssize_t written = shown ? (ssize_t)fwrite(buffer, 1, n, stdout)
					: write(to, buffer, n);
		if (written != n)
			err(EXIT_OURS, "standard output");
	}
	fflush(stdout);
}

static int
open_log(const struct desk *d)
{
	const char *path = desk_text(d, "LogPath");

	if (path[0] == '\0')
		errx(EXIT_OURS,
		    "%s: only run -d keeps a log; what runs in the foreground "
		    "writes there",
		    d->name);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd == -1)
		err(EXIT_OURS, "%s", path);
	return fd;
}

static void
follow(const struct desk *d, int log)
{
	/* The end first: what was written before it is there, then. */
	for (bool ended = false; !ended;) {
		ended = desk_wait(d, 100);
		copy(log, STDOUT_FILENO);
	}
}

/* Moves on behind so many ends of lines, at most. Returns how many it met. */
static long long
skip_lines(int log, long long lines)
{
	char buffer[65536];
	long long met = 0;
	off_t at = 0;
	ssize_t n = 0;

	lseek(log, 0, SEEK_SET);
	for (ssize_t i = 0; met < lines; i++) {
		if (i == n) {
			n = read(log, buffer, sizeof(buffer));
			i = 0;
		}
		if (n <= 0)
			break;
		at++;
		met += buffer[i] == '\n';
	}
	lseek(log, at, SEEK_SET);
	return met;
}

int
desk_logs(int argc, char *argv[])
{
	struct desk_request r;
	struct desk d;

	long long tail;

	desk_request(
	    &r, argc, argv, "wn", "logs [-f] [-n LINES] CONTAINER", 1, 1);
	bool all = !r.set['n'] || strcmp(r.value['n'], "all") == 0;
	if (!all && parse_number(r.value['n'], 0, INT64_MAX, &tail) == -1)
		options_wrong("'%s' is no number of lines", r.value['n']);
	desk_must_open(&d, r.names[0]);
	int log = open_log(&d);
	if (!all)
		skip_lines(log, skip_lines(log, INT64_MAX) - tail);
	copy(log, STDOUT_FILENO);
	if (r.set['w'])
		follow(&d, log);
	desk_close(&d);
	return EXIT_SUCCESS;
}

static int
connect_to(const struct desk *d, int *master)
{
	struct channel_message message;
	char path[PATH_MAX];

	if (state_path(d->name, "", path, sizeof(path)) == NULL)
		return -1;
	int fd = channel_connect(path);
	if (fd == -1)
		return -1;
	if (channel_receive(fd, &message, master) != 1 || *master == -1) {
		errno = EPIPE;
		return -1;
	}
	return fd;
}

int
desk_attach(int argc, char *argv[])
{
	struct desk_request r;
	struct desk d;
	int master;

	desk_request(&r, argc, argv, "", "attach CONTAINER", 1, 1);
	desk_must_run(&d, r.names[0]);
	if (!json_is_true(
		json_object_get(json_object_get(d.state, "Config"), "Tty"))) {
		int log = open_log(&d);
		lseek(log, 0, SEEK_END);
		follow(&d, log);
		return desk_outlive(&d);
	}
	int output = connect_to(&d, &master);
	if (output == -1)
		err(EXIT_OURS, "%s: the terminal", d.name);
	if (terminal_attach(master, output)) {
		warnx("detached; %s goes on", d.name);
		desk_close(&d);
		return EXIT_SUCCESS;
	}
	return desk_outlive(&d);
}
