#include "07-combined/network/rtnetlink.h"

#include "03-setns/join.h"

#include <errno.h>
#include <sched.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

void *
rtnetlink_begin(struct rtnetlink_request *r, int type, int flags, size_t size)
{
	memset(r->buffer, 0, sizeof(r->buffer));
	r->header = mnl_nlmsg_put_header(r->buffer);
	r->header->nlmsg_type = type;
	r->header->nlmsg_flags = NLM_F_REQUEST | flags;
	/* A dump ends with a message of its own, anything else with an ACK. */
	if ((flags & NLM_F_DUMP) != NLM_F_DUMP)
		r->header->nlmsg_flags |= NLM_F_ACK;
	r->header->nlmsg_seq = 1;
	return mnl_nlmsg_put_extra_header(r->header, size);
}

struct mnl_socket *
rtnetlink_open(void)
{
	struct mnl_socket *s = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);

	if (s == NULL)
		return NULL;
	if (mnl_socket_bind(s, 0, MNL_SOCKET_AUTOPID) == 0)
		return s;
	rtnetlink_close(s, -1);
	return NULL;
}

int
rtnetlink_ask(struct mnl_socket *socket, struct rtnetlink_request *r,
    mnl_cb_t callback, void *data)
{
	char answer[8192];
	int result = MNL_CB_OK;

	if (mnl_socket_sendto(socket, r->header, r->header->nlmsg_len) == -1)
		return -1;
	/* mnl_cb_run(3) says OK where more is to come, STOP at the end. */
	while (result == MNL_CB_OK) {
		ssize_t n = mnl_socket_recvfrom(socket, answer, sizeof(answer));
		if (n == -1)
			return -1;
		result = mnl_cb_run(answer, n, r->header->nlmsg_seq,
		    mnl_socket_get_portid(socket), callback, data);
	}
	return result == MNL_CB_ERROR ? -1 : 0;
}

int
rtnetlink_finish(struct rtnetlink_request *r)
{
	struct mnl_socket *s = rtnetlink_open();

	if (s == NULL)
		return -1;
	return rtnetlink_close(s, rtnetlink_ask(s, r, NULL, NULL));
}

int
rtnetlink_close(struct mnl_socket *socket, int result)
{
	int saved_errno = errno;

	mnl_socket_close(socket);
	errno = saved_errno;
	return result;
}

int
rtnetlink_inside(pid_t pid, int (*call)(void *data), void *data)
{
	int status;

	pid_t child = fork();
	if (child == 0)
		_exit(join_pid(pid, CLONE_NEWNET) == -1 || call(data) == -1
			  ? errno
			  : 0);
	if (child == -1 || waitpid(child, &status, 0) == -1)
		return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : ECHILD;
}
