/* A descriptor for another process. */
#include "07-combined/executor/executor_send.h"

#include "07-combined/executor/executor_calls.h"
#include "07-combined/executor/executor_text.h"

#include <sys/socket.h>

long
send_descriptor(int socket, const void *bytes, size_t size, int fd)
{
	union {
		char buffer[CMSG_SPACE(sizeof(int))];
		struct cmsghdr align;
	} control = { 0 };
	struct iovec data = { (void *)bytes, size };
	struct msghdr header = { .msg_iov = &data,
		.msg_iovlen = 1,
		.msg_control = control.buffer,
		.msg_controllen = sizeof(control.buffer) };

	control.align.cmsg_level = SOL_SOCKET;
	control.align.cmsg_type = SCM_RIGHTS;
	control.align.cmsg_len = CMSG_LEN(sizeof(fd));
	memcpy(control.buffer + CMSG_LEN(0), &fd, sizeof(fd));
	return CALL(sendmsg, socket, &header, MSG_NOSIGNAL);
}
