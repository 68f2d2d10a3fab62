#include "07-combined/engine/channel.h"

#include "common/explain.h"

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

/* The socket of a container's last run is in the way: unix(7). */
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
	/* What the other end narrates then comes after our lines. */
	explain_flush();
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

/* Room for what may come with a message: a descriptor, and its sender. */
union received {
	char buffer[CMSG_SPACE(sizeof(int)) + CMSG_SPACE(sizeof(struct ucred))];
	struct cmsghdr align;
};

/* Returns the length of the message, as recvmsg(2) does. */
static ssize_t
receive(int end, void *bytes, size_t size, int *fd, struct ucred *sender)
{
	union received control;
	struct iovec data = { bytes, size };
	struct msghdr header = { .msg_iov = &data,
		.msg_iovlen = 1,
		.msg_control = control.buffer,
		.msg_controllen = sizeof(control.buffer) };

	*fd = -1;
	ssize_t n = recvmsg(end, &header, MSG_CMSG_CLOEXEC);
	if (n == -1)
		return -1;
	for (struct cmsghdr *c = CMSG_FIRSTHDR(&header); c != NULL;
	     c = CMSG_NXTHDR(&header, c)) {
		if (c->cmsg_type == SCM_RIGHTS)
			memcpy(fd, CMSG_DATA(c), sizeof(*fd));
		if (c->cmsg_type == SCM_CREDENTIALS)
			memcpy(sender, CMSG_DATA(c), sizeof(*sender));
	}
	return n;
}

int
channel_receive(int end, struct channel_message *message, int *fd)
{
	struct ucred sender = { 0 };

	*message = (struct channel_message){ 0 };
	ssize_t n = receive(end, message, sizeof(*message), fd, &sender);
	/* The other end closed with unread data: its own messages come next. */
	bool deaf = n == -1 && errno == ECONNRESET;
	if (deaf)
		n = receive(end, message, sizeof(*message), fd, &sender);
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
	message->sender = sender.pid;
	return 1;
}

int
channel_receive_fd(int end, int *fd)
{
	struct ucred sender;
	char byte = 0;
	ssize_t n = receive(end, &byte, 1, fd, &sender);

	if (n == 1 && *fd == -1)
		errno = EBADMSG;
	return n == 1 && *fd == -1 ? -1 : (int)n;
}

int
channel_ask_sender(int end)
{
	int yes = 1;

	return setsockopt(end, SOL_SOCKET, SO_PASSCRED, &yes, sizeof(yes));
}
