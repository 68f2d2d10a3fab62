#include "07-combined/engine/terminal.h"

#include "07-combined/engine/mask.h"
#include "07-combined/engine/path_in_root.h"
#include "common/failure.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

static int mount_console(int slave);

int
terminal_open(
    bool console, unsigned short rows, unsigned short columns, bool control)
{
	struct winsize size = { .ws_row = rows, .ws_col = columns };

	int master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (master == -1)
		return failure_set("open(\"/dev/ptmx\")");
	if (unlockpt(master) == -1)
		return failure_set("unlockpt");
	/* From the kernel: what a path like /dev/pts/0 is, the image says. */
	int fd = ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (fd == -1)
		return failure_set("ioctl(TIOCGPTPEER)");
	if (console && mount_console(fd) == -1)
		return -1;
	if (rows > 0)
		ioctl(master, TIOCSWINSZ, &size);

	/* A session of our own first: only its leader may take a terminal. */
	if (control && getsid(0) != getpid() && setsid() == -1)
		return failure_set("setsid");
	if (control && ioctl(fd, TIOCSCTTY, 0) == -1)
		return failure_set("ioctl(TIOCSCTTY)");
	for (int target = 0; target <= 2; target++)
		if (dup2(fd, target) == -1)
			return failure_set("dup2: the terminal");
	return master;
}

/* The slave is also what the kernel's console is on a real machine. */
static int
mount_console(int slave)
{
	return mask_with(slave, path_in_root_target("/dev/console", S_IFREG, 0),
	    "/dev/console", "the console is the container's terminal");
}

bool
terminal_make_raw(struct termios *before)
{
	struct termios raw;

	if (tcgetattr(STDIN_FILENO, before) == -1)
		return false;
	raw = *before;
	cfmakeraw(&raw);
	tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);
	return true;
}

void
terminal_restore(const struct termios *before)
{
	tcsetattr(STDIN_FILENO, TCSADRAIN, before);
}

void
terminal_copy_size(int master)
{
	struct winsize size;

	if (ioctl(STDIN_FILENO, TIOCGWINSZ, &size) == 0)
		ioctl(master, TIOCSWINSZ, &size);
}
