/*
 * A unit of systemd's with Type=notify is up when its service says so, READY=1, at
 * the socket that NOTIFY_SOCKET names: sd_notify(3). The container gets a socket of
 * its own, in a directory that is made for it, and the runtime passes the word on:
 * the container cannot send the host anything else. So does runc.
 */
#include "07-combined/oci/oci.h"

#include "07-combined/store/state.h"
#include "common/list.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/mount.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#define INSIDE "/run/notify"
#define DIRECTORY "notify"
#define NAME "notify.sock"

static const char *
host_socket(void)
{
	const char *path = getenv("NOTIFY_SOCKET");

	return path != NULL && path[0] != '\0' ? path : NULL;
}

static char *
directory_of(const char *id)
{
	char path[PATH_MAX];
	char *copy = state_path(id, DIRECTORY, path, sizeof(path)) != NULL
			 ? strdup(path)
			 : NULL;

	if (copy == NULL)
		oci_fail("NOTIFY_SOCKET: %s", strerror(errno));
	return copy;
}

void
oci_notify_prepare(struct oci *oci)
{
	struct container_mount m = { CONTAINER_MOUNT_NO_FDS, .shallow = true,
		.target = INSIDE,
		.here.set = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID |
			    MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC };
	static char variable[] = "NOTIFY_SOCKET=" INSIDE "/" NAME;

	if (host_socket() == NULL)
		return;
	m.source = directory_of(oci->id);
	/* For the container's users; no other comes through the state's own. */
	if (mkdir(m.source, 0755) == -1 || chmod(m.source, 0755) == -1)
		oci_fail("%s: %s", m.source, strerror(errno));
	if (LIST_ADD(oci->spec.mounts, oci->spec.nmounts, &m) == -1 ||
	    container_set_variable(&oci->spec, variable) == -1)
		oci_fail("out of memory");
}

/* unix(7): a path has 107 bytes at most; by a descriptor each is short. */
static int
bind_in(const char *directory)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int dir = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC);

	snprintf(address.sun_path, sizeof(address.sun_path),
	    "/proc/self/fd/%d/" NAME, dir);
	if (fd == -1 || dir == -1 ||
	    bind(fd, (void *)&address, sizeof(address)) == -1 ||
	    fchmodat(dir, NAME, 0777, 0) == -1)
		oci_fail("%s/" NAME ": %s", directory, strerror(errno));
	close(dir);
	return fd;
}

int
oci_notify_listen(const char *id)
{
	char *directory;

	if (host_socket() == NULL)
		return -1;
	directory = directory_of(id);
	/* The variable may have come after the container was created. */
	int fd = access(directory, F_OK) == 0 ? bind_in(directory) : -1;
	free(directory);
	return fd;
}

/* Returns whether one of the lines of the message is READY=1. */
static bool
says_ready(char *message)
{
	char *rest = message;

	for (char *line; (line = strsep(&rest, "\n")) != NULL;)
		if (strcmp(line, "READY=1") == 0)
			return true;
	return false;
}

/* Also "@name", in the abstract name space: its first byte is 0. */
static void
tell_host(pid_t main_pid)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	const char *path = host_socket();
	char message[64] = "READY=1";

	if (path == NULL)
		return;
	size_t length = strlen(path);
	if (length >= sizeof(address.sun_path)) {
		oci_warn("NOTIFY_SOCKET %s: too long", path);
		return;
	}
	memcpy(address.sun_path, path, length);
	if (path[0] == '@')
		address.sun_path[0] = '\0';
	if (main_pid != 0)
		snprintf(message, sizeof(message), "MAINPID=%d\nREADY=1",
		    (int)main_pid);
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (sendto(fd, message, strlen(message), MSG_NOSIGNAL, (void *)&address,
		offsetof(struct sockaddr_un, sun_path) + length) == -1)
		oci_warn("NOTIFY_SOCKET %s: %s", path, strerror(errno));
	close(fd);
}

void
oci_notify_wait(int socket, pid_t pid, bool as_main)
{
	int process = syscall(SYS_pidfd_open, pid, 0);
	struct pollfd files[] = { { .fd = socket, .events = POLLIN },
		{ .fd = process, .events = POLLIN } };
	char message[4096];
	ssize_t size;

	/* Its last word may have come before its end. */
	while (process != -1 && poll(files, 2, -1) > 0) {
		if (!(files[0].revents & POLLIN))
			break;
		size = recv(socket, message, sizeof(message) - 1, 0);
		if (size == -1)
			break;
		message[size] = '\0';
		if (!says_ready(message))
			continue;
		tell_host(as_main ? pid : 0);
		break;
	}
	close(process);
	close(socket);
}

void
oci_notify_forward(int socket, pid_t pid)
{
	pid_t parent = getpid();

	if (socket == -1)
		return;
	pid_t child = fork();
	if (child == -1)
		oci_warn("NOTIFY_SOCKET: %s", strerror(errno));
	if (child != 0) {
		close(socket);
		return;
	}
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() == parent)
		oci_notify_wait(socket, pid, false);
	_exit(EXIT_SUCCESS);
}
