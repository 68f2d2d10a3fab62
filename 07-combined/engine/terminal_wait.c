#include "07-combined/engine/terminal.h"

#include "07-combined/engine/channel.h"
#include "common/command.h"
#include "common/exits.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* See terminal_share(): the listening socket, and the connected guest. */
static int door = -1, guest = -1;

static int relay(pid_t child, int master, int signals, bool has_terminal);
static void drain(int master);

int
terminal_wait(pid_t child, int master)
{
	struct termios before;
	sigset_t all;

	sigfillset(&all);
	int signals = signalfd(-1, &all, SFD_CLOEXEC);
	if (signals == -1)
		return EXIT_OURS;
	bool has_terminal = terminal_make_raw(&before);
	terminal_copy_size(master);
	int status = relay(child, master, signals, has_terminal);
	drain(master);
	if (has_terminal)
		terminal_restore(&before);
	close(signals);
	return command_status(status);
}

void
terminal_share(int listener)
{
	door = listener;
}

/* See terminal_show_to(), and what it has returned last. */
static bool (*taker)(const char *text, size_t length);
static bool waits;

void
terminal_show_to(bool (*take)(const char *text, size_t length))
{
	taker = take;
}

/* See terminal_kill_at_third(): how many Ctrl-C there were in a row. */
static bool counts;
static int interrupts;

void
terminal_kill_at_third(void)
{
	counts = true;
}

#define CTRL_C 3

/*
 * Of a program that takes Ctrl-C as any other key there is no end to wait for.
 */
static bool
makes_signals(int master)
{
	struct termios now;

	return tcgetattr(master, &now) == 0 && now.c_lflag & ISIG &&
	       now.c_cc[VINTR] == CTRL_C;
}

static void
count_keys(const char *keys, ssize_t n, int master, pid_t child)
{
	for (ssize_t i = 0; i < n; i++)
		interrupts = keys[i] == CTRL_C ? interrupts + 1 : 0;
	if (!counts || interrupts < 2 || !makes_signals(master))
		return;
	/* Our terminal is raw: a line has to begin at its left edge. */
	fprintf(stderr, "\r\n%s: %s\r\n", program_invocation_short_name,
	    interrupts == 2 ? "it does not end by Ctrl-C: once more kills it"
			    : "got 3 Ctrl-C: killing it");
	if (interrupts > 2)
		kill(child, SIGKILL);
}

/* The echo of the keys is not an answer. */
static void
count_output(const char *text, ssize_t n)
{
	for (ssize_t i = 0; i < n; i++)
		if (memchr("^C\r\n", text[i], 4) == NULL)
			interrupts = 0;
}

/* Gives a guest the master, to type into and to size; it sees the output. */
static void
let_in(int master)
{
	struct channel_message message = { .kind = CHANNEL_TERMINAL };

	if (guest != -1)
		close(guest);
	guest = accept4(door, NULL, NULL, SOCK_CLOEXEC);
	if (guest != -1)
		channel_send(guest, &message, master);
}

/* A guest that does not listen must not make us wait. */
static void
show_guest(const char *text, size_t size)
{
	if (guest == -1 ||
	    send(guest, text, size, MSG_DONTWAIT | MSG_NOSIGNAL) != -1)
		return;
	close(guest);
	guest = -1;
}

/* Copies what is there. Returns false at the end of the input. */
static bool
copy(int from, int to, pid_t child)
{
	char buffer[4096];
	ssize_t n = read(from, buffer, sizeof(buffer));

	if (to == STDOUT_FILENO)
		count_output(buffer, n);
	if (to == STDOUT_FILENO && n > 0)
		show_guest(buffer, n);
	if (to == STDOUT_FILENO && n > 0 && taker != NULL) {
		waits = taker(buffer, n);
		return true;
	}

	for (ssize_t done = 0; done < n;) {
		ssize_t written = write(to, buffer + done, n - done);
		if (written == -1)
			return false;
		done += written;
	}
	if (from == STDIN_FILENO)
		count_keys(buffer, n, to, child);
	return n > 0;
}

/* Acts on one signal of ours. Returns true when it was the child's end. */
static bool
handle_signal(int signals, pid_t child, int master, int *status)
{
	struct signalfd_siginfo info;

	if (read(signals, &info, sizeof(info)) != sizeof(info))
		return false;
	if (info.ssi_signo == SIGCHLD)
		return waitpid(child, status, WNOHANG) == child;
	/* What the kernel sends for a key, the container has got as a key. */
	if (info.ssi_signo == SIGWINCH)
		terminal_copy_size(master);
	else if (command_is_third(info.ssi_signo))
		kill(child, SIGKILL);
	else if (!command_is_of_terminal(info.ssi_signo, info.ssi_code) ||
		 info.ssi_signo == SIGHUP)
		kill(child, info.ssi_signo);
	return false;
}

/*
 * Copies until the child has ended. Returns what waitpid(2) says of it. When
 * our terminal is gone, so is the container's: a raw one has no other end of
 * input.
 */
static int
relay(pid_t child, int master, int signals, bool has_terminal)
{
	struct pollfd files[] = {
		{ .fd = signals, .events = POLLIN },
		{ .fd = master, .events = POLLIN },
		{ .fd = STDIN_FILENO, .events = POLLIN },
		{ .fd = door, .events = POLLIN },
	};
	int status = 0;

	for (;;) {
		int n = poll(files, 4, waits ? 100 : -1);
		if (n == 0)
			waits = taker("", 0);
		if (n <= 0)
			continue;
		if (files[3].revents)
			let_in(master);
		if (files[1].revents && !copy(master, STDOUT_FILENO, child))
			files[1].fd = -1; /* EIO: no process has it open */
		if (files[2].revents && !copy(STDIN_FILENO, master, child)) {
			files[2].fd = -1;
			if (has_terminal && files[1].fd != -1)
				close(master);
			if (has_terminal)
				files[1].fd = -1;
		}
		if (files[0].revents &&
		    handle_signal(signals, child, master, &status))
			return status;
	}
}

/*
 * What the child wrote last may still be on its way: no more than a terminal
 * holds back. A process that it has left, with --pid host, may write for ever.
 */
static void
drain(int master)
{
	struct pollfd file = { .fd = master, .events = POLLIN };

	for (int i = 0; i < 64 && poll(&file, 1, 0) == 1; i++)
		if (!copy(master, STDOUT_FILENO, -1))
			return;
}
