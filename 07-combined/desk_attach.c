/*
 * The commands that show what a container in the background writes: logs, and
 * attach, which also types.
 */
#include "07-combined/channel.h"
#include "07-combined/desk_request.h"
#include "07-combined/state.h"
#include "07-combined/terminal.h"
#include "common/exits.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

/* Copies what is there now. */
static void
copy(int from, int to)
{
	char buffer[65536];
	ssize_t n;

	while ((n = read(from, buffer, sizeof(buffer))) > 0)
		if (write(to, buffer, n) != n)
			err(EXIT_OURS, "standard output");
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

int
desk_logs(int argc, char *argv[])
{
	struct desk_request r;
	struct desk d;

	desk_request(&r, argc, argv, "w", "logs [-f] CONTAINER", 1, 1);
	desk_must_open(&d, r.names[0]);
	int log = open_log(&d);
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

/* The exit status, which is there a moment after the last output. */
static int
status_of(struct desk *d)
{
	desk_wait(d, -1);
	d->pid = 0;
	close(d->supervisor);
	d->supervisor = -1;
	int status = desk_status(d);
	desk_close(d);
	return status;
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
		return status_of(&d);
	}
	int output = connect_to(&d, &master);
	if (output == -1)
		err(EXIT_OURS, "%s: the terminal", d.name);
	if (terminal_attach(master, output)) {
		warnx("detached; %s goes on", d.name);
		desk_close(&d);
		return EXIT_SUCCESS;
	}
	return status_of(&d);
}
