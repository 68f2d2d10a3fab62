#include "07-combined/channel.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int
channel_open(int ends[2])
{
	/* One send is one message: no lengths to be written and read. */
	return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends);
}

/*
 * A socket's path has 107 bytes at most: unix(7). By way of /proc a directory's
 * descriptor makes any path short.
 */
static int
open_at(
    const char *directory, int (*call)(int, const struct sockaddr *, socklen_t))
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int result = -1;

	int dir = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	snprintf(address.sun_path, sizeof(address.sun_path),
	    "/proc/self/fd/%d/start", dir);
	if (dir != -1 && fd != -1)
		result = call(fd, (void *)&address, sizeof(address));
	int saved_errno = errno;
	close(dir);
	if (result == -1) {
		close(fd);
		fd = -1;
	}
	errno = saved_errno;
	return fd;
}

/* The one of a container's last run is in the way: unix(7). */
static int
bind_anew(int fd, const struct sockaddr *address, socklen_t size)
{
	unlink(((const struct sockaddr_un *)address)->sun_path);
	return bind(fd, address, size);
}

int
channel_listen(const char *directory)
{
	int fd = open_at(directory, bind_anew);

	return fd == -1 || listen(fd, 1) == -1 ? -1 : fd;
}

int
channel_connect(const char *directory)
{
	return open_at(directory, connect);
}

/* Room for one descriptor beside a message: cmsg(3). */
union control {
	char buffer[CMSG_SPACE(sizeof(int))];
	struct cmsghdr align;
};

int
channel_send(int end, const struct channel_message *message, int fd)
{
	return channel_send_data(end, message, sizeof(*message), fd);
}

int
channel_send_data(int end, const void *bytes, size_t length, int fd)
{
	union control control = { 0 };
	struct iovec data = { (void *)bytes, length };
	struct msghdr header = { .msg_iov = &data, .msg_iovlen = 1 };

	if (fd != -1) {
		header.msg_control = control.buffer;
		header.msg_controllen = sizeof(control.buffer);
		struct cmsghdr *cmsg = CMSG_FIRSTHDR(&header);
		cmsg->cmsg_level = SOL_SOCKET;
		cmsg->cmsg_type = SCM_RIGHTS;
		cmsg->cmsg_len = CMSG_LEN(sizeof(fd));
		memcpy(CMSG_DATA(cmsg), &fd, sizeof(fd));
	}
	return sendmsg(end, &header, MSG_NOSIGNAL) == -1 ? -1 : 0;
}

int
channel_receive(int end, struct channel_message *message, int *fd)
{
	*message = (struct channel_message){ 0 };
	union control control;
	struct iovec data = { message, sizeof(*message) };
	struct msghdr header = { .msg_iov = &data,
		.msg_iovlen = 1,
		.msg_control = control.buffer,
		.msg_controllen = sizeof(control.buffer) };

	*fd = -1;
	ssize_t n = recvmsg(end, &header, MSG_CMSG_CLOEXEC);
	/* The other has gone without reading all. What it has sent is next. */
	bool deaf = n == -1 && errno == ECONNRESET;
	if (deaf)
		n = recvmsg(end, &header, MSG_CMSG_CLOEXEC);
	if (n == 0 && deaf) {
		errno = ECONNRESET;
		return -1;
	}
	if (n == 0)
		return 0;
	if (n == -1)
		return -1;
	if (n != sizeof(*message)) {
		errno = EBADMSG;
		return -1;
	}
	struct cmsghdr *cmsg = CMSG_FIRSTHDR(&header);
	if (cmsg != NULL && cmsg->cmsg_type == SCM_RIGHTS)
		memcpy(fd, CMSG_DATA(cmsg), sizeof(*fd));
	return 1;
}
