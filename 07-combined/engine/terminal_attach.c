#include "07-combined/engine/terminal.h"

#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#define CTRL_P 0x10
#define CTRL_Q 0x11

/* Types what is there. Returns false at the end, or after Ctrl-P Ctrl-Q. */
static bool
type(int master, bool *detach)
{
	static bool after_p;
	char text[4096];
	ssize_t n = read(STDIN_FILENO, text, sizeof(text));

	for (ssize_t i = 0; i < n; i++) {
		*detach = after_p && text[i] == CTRL_Q;
		if (*detach)
			return false;
		if (after_p && write(master, "\x10", 1) != 1)
			return false;
		after_p = text[i] == CTRL_P;
		if (!after_p && write(master, &text[i], 1) != 1)
			return false;
	}
	return n > 0;
}

static bool
show(int output)
{
	char text[65536];
	ssize_t n = read(output, text, sizeof(text));

	return n > 0 && write(STDOUT_FILENO, text, n) == n;
}

static bool
relay(int master, int output, int signals)
{
	struct pollfd files[] = { { .fd = output, .events = POLLIN },
		{ .fd = STDIN_FILENO, .events = POLLIN },
		{ .fd = signals, .events = POLLIN } };
	struct signalfd_siginfo info;
	bool detach = false;

	terminal_copy_size(master);
	while (!detach && poll(files, 3, -1) != -1) {
		if (files[0].revents && !show(output))
			return false;
		if (files[1].revents && !type(master, &detach))
			files[1].fd = -1;
		if (!files[2].revents ||
		    read(signals, &info, sizeof(info)) != sizeof(info))
			continue;
		if (info.ssi_signo != SIGWINCH)
			return true; /* we are to end, not the container */
		terminal_copy_size(master);
	}
	return detach;
}

bool
terminal_attach(int master, int output)
{
	struct termios before;
	sigset_t caught, old;

	sigemptyset(&caught);
	sigaddset(&caught, SIGWINCH);
	sigaddset(&caught, SIGTERM);
	sigaddset(&caught, SIGHUP);
	sigaddset(&caught, SIGINT);
	sigprocmask(SIG_BLOCK, &caught, &old);
	int signals = signalfd(-1, &caught, SFD_CLOEXEC);
	bool has_terminal = terminal_make_raw(&before);
	bool detached = relay(master, output, signals);
	if (has_terminal)
		terminal_restore(&before);
	close(signals);
	sigprocmask(SIG_SETMASK, &old, NULL);
	return detached;
}
