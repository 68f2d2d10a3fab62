#include "07-combined/docker/logger.h"

#include "07-combined/engine/terminal.h"
#include "common/command.h"
#include "common/exits.h"
#include "common/failure.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

static struct json_file file = { .fd = -1 };
static int pipes[JSON_FILE_STREAMS] = { -1, -1 };

/*
 * The container may read from its end, too, by way of /proc: what poll(2) has
 * reported may be gone, and read(2) must not wait for more.
 */
static int
make_pipe(int *ours, int *its)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) == -1)
		return -1;
	*ours = ends[0];
	*its = ends[1];
	return fcntl(*ours, F_SETFL, O_NONBLOCK);
}

int
logger_open(struct cli *cli, const char *directory)
{
	int *stdio = cli->spec.stdio;

	stdio[0] = cli->input;
	stdio[1] = stdio[2] = -1;
	if (cli->no_log)
		return 0;
	int fd =
	    open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (fd == -1 || json_file_open(&file, fd, &cli->log) == -1)
		return failure_set(
		    "open(\"%s/" JSON_FILE_NAME "\")", directory);
	if (cli->spec.terminal)
		return 0; /* it comes out of the terminal's master */
	if (make_pipe(&pipes[JSON_FILE_STDOUT], &stdio[1]) == -1 ||
	    make_pipe(&pipes[JSON_FILE_STDERR], &stdio[2]) == -1)
		return failure_set("pipe2");
	return 0;
}

static ssize_t
write_message(void *cookie, const char *text, size_t size)
{
	(void)cookie;
	json_file_take(&file, JSON_FILE_STDERR, text, size);
	return size;
}

void
logger_take_over(struct cli *cli)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	for (int i = 0; i < 3; i++)
		if (cli->spec.stdio[i] > STDERR_FILENO)
			close(cli->spec.stdio[i]);
	if (null != -1) {
		dup2(null, STDOUT_FILENO);
		dup2(null, STDERR_FILENO);
		close(null);
	}
	FILE *messages =
	    file.fd == -1
		? NULL
		: fopencookie(NULL, "w",
		      (cookie_io_functions_t){ .write = write_message });
	if (messages == NULL)
		return;
	setvbuf(messages, NULL, _IOLBF, BUFSIZ);
	stderr = messages;
}

/* What a terminal shows; nothing: it is quiet. Returns whether to ask again. */
static bool
take_screen(const char *text, size_t length)
{
	if (length > 0)
		json_file_take(&file, JSON_FILE_STDOUT, text, length);
	else
		json_file_flush(&file, false);
	return json_file_is_pending(&file);
}

/*
 * Copies what is there, once. Returns how much it was; 0: all have closed it.
 */
static ssize_t
copy(enum json_file_stream stream)
{
	char text[16384];
	ssize_t n = read(pipes[stream], text, sizeof(text));

	if (n > 0)
		json_file_take(&file, stream, text, n);
	return n == -1 && (errno == EAGAIN || errno == EINTR) ? 1 : n;
}

/*
 * What is in the pipes at its end, and no more: with --pid host a process that
 * it has left may write for ever.
 */
static void
drain(enum json_file_stream stream)
{
	int left;

	if (pipes[stream] == -1 || ioctl(pipes[stream], FIONREAD, &left) == -1)
		return;
	while (left > 0) {
		ssize_t n = copy(stream);
		if (n <= 0)
			return;
		left -= n;
	}
}

/* Passes a signal on. Returns true when it was that of the child's end. */
static bool
handle_signal(int signals, pid_t child, int *status)
{
	struct signalfd_siginfo info;

	if (read(signals, &info, sizeof(info)) != sizeof(info))
		return false;
	if (info.ssi_signo == SIGCHLD)
		return waitpid(child, status, WNOHANG) == child;
	kill(child, info.ssi_signo);
	return false;
}

/* Until its end. Returns what waitpid(2) says of it. */
static int
relay(pid_t child, int signals)
{
	struct pollfd files[] = {
		{ .fd = pipes[JSON_FILE_STDOUT], .events = POLLIN },
		{ .fd = pipes[JSON_FILE_STDERR], .events = POLLIN },
		{ .fd = signals, .events = POLLIN },
	};
	int status = 0;

	for (;;) {
		/* A prompt is a line without an end: show it after 0.1 s. */
		int n = poll(files, 3, json_file_is_pending(&file) ? 100 : -1);
		if (n == 0)
			json_file_flush(&file, false);
		for (int i = 0; i < JSON_FILE_STREAMS && n > 0; i++)
			if (files[i].revents && copy(i) <= 0)
				files[i].fd = -1;
		if (n > 0 && files[2].revents &&
		    handle_signal(signals, child, &status))
			return status;
	}
}

int
logger_wait(const struct cli *cli, struct container *c)
{
	sigset_t all;

	if (cli->spec.terminal) {
		terminal_show_to(cli->no_log ? NULL : take_screen);
		int status = container_wait(c);
		json_file_flush(&file, true);
		return status;
	}
	sigfillset(&all);
	int signals = signalfd(-1, &all, SFD_CLOEXEC);
	if (signals == -1)
		return EXIT_OURS;
	int status = relay(c->pid, signals);
	c->pid = -1;
	drain(JSON_FILE_STDOUT);
	drain(JSON_FILE_STDERR);
	json_file_flush(&file, true);
	close(signals);
	return command_status(status);
}
