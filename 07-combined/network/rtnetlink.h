/*
 * A request to the kernel about links, addresses and routes, and its answer:
 * rtnetlink(7). A request is a header, the header of its kind, then attributes;
 * libmnl writes and reads them.
 */
#ifndef RTNETLINK_H
#define RTNETLINK_H

#include <libmnl/libmnl.h>
#include <linux/rtnetlink.h>
#include <stddef.h>
#include <sys/types.h>

struct rtnetlink_request {
	char buffer[4096];
	struct nlmsghdr *header; /* for mnl_attr_put() */
};

/* With these flags the request fails with EEXIST if the object exists. */
#define RTNETLINK_NEW (NLM_F_CREATE | NLM_F_EXCL)

/*
 * Begins a request of a type, RTM_NEWLINK and so on. Returns the header of its
 * kind, size bytes of zeros, for the caller to fill in.
 */
void *
rtnetlink_begin(struct rtnetlink_request *r, int type, int flags, size_t size);

/*
 * Opens a socket in the network namespace of the caller, which its requests are
 * about, also after the caller has joined another one. Returns it, for
 * rtnetlink_close(), or NULL with errno.
 */
struct mnl_socket *rtnetlink_open(void);

/*
 * Sends the request and waits for the answer. callback, if it is not NULL, gets
 * each message of a dump (NLM_F_DUMP) with data: mnl_cb_run(3). Returns 0, or -1
 * with errno as the kernel answers.
 */
int rtnetlink_ask(struct mnl_socket *socket, struct rtnetlink_request *r,
    mnl_cb_t callback, void *data);

/* The same with a socket of its own, and without a callback. */
int rtnetlink_finish(struct rtnetlink_request *r);

/* Closes the socket, and returns the result; errno stays as it is. */
int rtnetlink_close(struct mnl_socket *socket, int result);

/*
 * Calls call(data), which returns 0, or -1 with errno, in a child process that
 * has joined the network namespace of process pid: coming back would need a
 * right to ours. Returns 0, the errno of the child, or -1 with errno if there
 * is no child.
 */
int rtnetlink_inside(pid_t pid, int (*call)(void *data), void *data);

#endif
