/*
 * What an engine gets from create, run and exec beside the exit status: the
 * terminal, by a socket, and the PID, by a file.
 */
#include "07-combined/engine/channel.h"
#include "07-combined/oci/oci.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/* Is there a terminal that the container's can be joined to? tty(4) */
static bool
has_terminal(void)
{
	int fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);

	if (fd != -1)
		close(fd);
	return fd != -1 || isatty(STDIN_FILENO);
}

void
oci_check_console(const char *socket_path, bool terminal, bool detached)
{
	if (!terminal && socket_path != NULL)
		oci_fail("--console-socket needs process.terminal");
	if (!terminal || socket_path != NULL)
		return;
	if (detached)
		oci_fail("process.terminal needs --console-socket");
	if (!has_terminal())
		oci_fail("process.terminal: there is no terminal here "
			 "(set it to false, or use --console-socket)");
}

int
oci_connect(const char *path, const char *what)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (strlen(path) >= sizeof(address.sun_path))
		oci_fail("%s %s: longer than %zu characters", what, path,
		    sizeof(address.sun_path) - 1);
	strcpy(address.sun_path, path);
	if (fd == -1 || connect(fd, (void *)&address, sizeof(address)) == -1)
		oci_fail("%s %s: %s", what, path, strerror(errno));
	return fd;
}

void
oci_send_console(const char *socket_path, int master)
{
	static char name[] = "/dev/ptmx";
	int fd = oci_connect(socket_path, "--console-socket");

	if (channel_send_data(fd, name, strlen(name), master) == -1)
		oci_fail(
		    "--console-socket %s: %s", socket_path, strerror(errno));
	close(fd);
}

/*
 * A new file, of a name that no other user knows: in a directory like /tmp, a link
 * could be there.
 */
void
oci_write_pid(const char *path, pid_t pid)
{
	char temporary[PATH_MAX];

	if (path == NULL)
		return;
	snprintf(temporary, sizeof(temporary), "%s.XXXXXX", path);
	int fd = mkostemp(temporary, O_CLOEXEC);
	if (fd == -1)
		oci_fail("--pid-file %s: %s", path, strerror(errno));
	if (fchmod(fd, 0644) == -1 || dprintf(fd, "%d", (int)pid) < 0 ||
	    close(fd) == -1 || rename(temporary, path) == -1) {
		int why = errno;

		unlink(temporary);
		oci_fail("--pid-file %s: %s", path, strerror(why));
	}
}
