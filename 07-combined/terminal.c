#include "07-combined/terminal.h"

#include "07-combined/channel.h"
#include "common/exits.h"
#include "common/explain.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

/* The slave is also what the kernel's console is on a real machine. */
static int
cover_console(const char *slave)
{
	int fd = open("/dev/console", O_WRONLY | O_CREAT | O_CLOEXEC, 0620);
	if (fd == -1)
		return -1;
	close(fd);
	explain("the console is the container's terminal",
	    "mount(\"%s\", \"/dev/console\", NULL, MS_BIND, NULL)", slave);
	return mount(slave, "/dev/console", NULL, MS_BIND, NULL);
}

int
terminal_open(bool console, unsigned short rows, unsigned short columns)
{
	struct winsize size = { .ws_row = rows, .ws_col = columns };
	char slave[64];

	explain_call("open(\"/dev/ptmx\", O_RDWR|O_NOCTTY)");
	int master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (master == -1)
		return -1;
	if (unlockpt(master) == -1 ||
	    ptsname_r(master, slave, sizeof(slave)) != 0)
		return -1;
	int fd = open(slave, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (fd == -1 || (console && cover_console(slave) == -1))
		return -1;
	if (rows > 0)
		ioctl(master, TIOCSWINSZ, &size);

	/* A session of our own first: only its leader may take a terminal. */
	explain_call("ioctl(%d, TIOCSCTTY, 0)", fd);
	if (getsid(0) != getpid() && setsid() == -1)
		return -1;
	if (ioctl(fd, TIOCSCTTY, 0) == -1)
		return -1;
	for (int target = 0; target <= 2; target++)
		if (dup2(fd, target) == -1)
			return -1;
	return master;
}

static void
copy_size(int master)
{
	struct winsize size;

	if (ioctl(STDIN_FILENO, TIOCGWINSZ, &size) == 0)
		ioctl(master, TIOCSWINSZ, &size);
}

/* See terminal_share(): where guests knock, and the one that is in. */
static int door = -1, guest = -1;

void
terminal_share(int listener)
{
	door = listener;
}

/* It gets the master, to type into and to size, and a copy of the output. */
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

/* A guest that does not listen is no reason to wait. */
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
copy(int from, int to)
{
	char buffer[4096];
	ssize_t n = read(from, buffer, sizeof(buffer));

	if (to == STDOUT_FILENO && n > 0)
		show_guest(buffer, n);

	for (ssize_t done = 0; done < n;) {
		ssize_t written = write(to, buffer + done, n - done);
		if (written == -1)
			return false;
		done += written;
	}
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
	if (info.ssi_signo == SIGWINCH)
		copy_size(master);
	else if (info.ssi_code != SI_KERNEL)
		kill(child, info.ssi_signo);
	return false;
}

/* Copies until the child has ended. Returns what waitpid(2) says of it. */
static int
relay(pid_t child, int master, int signals)
{
	struct pollfd files[] = {
		{ .fd = signals, .events = POLLIN },
		{ .fd = master, .events = POLLIN },
		{ .fd = STDIN_FILENO, .events = POLLIN },
		{ .fd = door, .events = POLLIN },
	};
	int status = 0;

	for (;;) {
		if (poll(files, 4, -1) == -1)
			continue;
		if (files[3].revents)
			let_in(master);
		if (files[1].revents && !copy(master, STDOUT_FILENO))
			files[1].fd = -1; /* EIO: nobody has it open */
		if (files[2].revents && !copy(STDIN_FILENO, master))
			files[2].fd = -1;
		if (files[0].revents &&
		    handle_signal(signals, child, master, &status))
			return status;
	}
}

/* What the child wrote last may still be on its way. */
static void
drain(int master)
{
	struct pollfd file = { .fd = master, .events = POLLIN };

	while (poll(&file, 1, 0) == 1 && copy(master, STDOUT_FILENO))
		;
}

int
terminal_wait(pid_t child, int master)
{
	struct termios before, raw;
	sigset_t all;
	bool has_terminal = tcgetattr(STDIN_FILENO, &before) == 0;

	sigfillset(&all);
	int signals = signalfd(-1, &all, SFD_CLOEXEC);
	if (signals == -1)
		return EXIT_OURS;
	if (has_terminal) {
		raw = before;
		cfmakeraw(&raw);
		tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);
		copy_size(master);
	}
	int status = relay(child, master, signals);
	drain(master);
	if (has_terminal)
		tcsetattr(STDIN_FILENO, TCSADRAIN, &before);
	close(signals);
	return WIFSIGNALED(status) ? EXIT_SIGNAL(WTERMSIG(status))
				   : WEXITSTATUS(status);
}
