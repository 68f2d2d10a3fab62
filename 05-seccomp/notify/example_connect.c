/* connect(2), made by the supervisor in the place of the caller. */
#include "05-seccomp/notify/notify_examples.h"

#include "common/file.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fnmatch.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/* An address of any family. */
union address {
	struct sockaddr any;
	struct sockaddr_in in;
	struct sockaddr_in6 in6;
	struct sockaddr_storage storage;
};

static void name_address(
    const union address *address, size_t length, char *text, size_t size);
static bool is_internet(const union address *address);
static int get_socket(const struct notify_call *call);

int
notify_connect(struct notify_call *call, const char *pattern)
{
	union address address = { 0 };
	char text[128];
	size_t length = (uint32_t)call->args[2];

	if (length > sizeof(address) || length < sizeof(sa_family_t))
		return EINVAL;
	ssize_t copied =
	    notify_read_memory(call, call->args[1], &address, length);
	if (copied == -1)
		return errno;
	if ((size_t)copied != length)
		return EFAULT;
	name_address(&address, length, text, sizeof(text));
	snprintf(call->text, sizeof(call->text), "connect(%d, %s)",
	    (int)call->args[0], text);
	if (!is_internet(&address) || fnmatch(pattern, text, 0) != 0)
		return EACCES;

	int fd = get_socket(call);
	if (fd == -1)
		return errno;
	int error = connect(fd, &address.any, length) == -1 ? errno : 0;
	close(fd);
	return error;
}

static const char *
family_name(sa_family_t family)
{
	switch (family) {
	case AF_UNSPEC:
		return "AF_UNSPEC";
	case AF_UNIX:
		return "AF_UNIX";
	case AF_NETLINK:
		return "AF_NETLINK";
	case AF_PACKET:
		return "AF_PACKET";
	case AF_VSOCK:
		return "AF_VSOCK";
	default:
		return NULL;
	}
}

/* Writes "192.0.2.1:80", "[::1]:80", or for another family its name. */
static void
name_address(
    const union address *address, size_t length, char *text, size_t size)
{
	const char *family = family_name(address->any.sa_family);
	char ip[INET6_ADDRSTRLEN] = "";

	if (address->any.sa_family == AF_INET &&
	    length >= sizeof(address->in)) {
		inet_ntop(AF_INET, &address->in.sin_addr, ip, sizeof(ip));
		snprintf(text, size, "%s:%u", ip, ntohs(address->in.sin_port));
	} else if (address->any.sa_family == AF_INET6 &&
		   length >= sizeof(address->in6)) {
		inet_ntop(AF_INET6, &address->in6.sin6_addr, ip, sizeof(ip));
		snprintf(
		    text, size, "[%s]:%u", ip, ntohs(address->in6.sin6_port));
	} else if (family != NULL) {
		snprintf(text, size, "%s", family);
	} else {
		snprintf(text, size, "family %u", address->any.sa_family);
	}
}

/*
 * A path would be looked up in our root directory, and the server at it would
 * see our user and process: only addresses of the network are the same for both.
 */
static bool
is_internet(const union address *address)
{
	return address->any.sa_family == AF_INET ||
	       address->any.sa_family == AF_INET6;
}

/* A pidfd stands for a process, and the caller may be another thread of it. */
static pid_t
process_of(pid_t thread)
{
	char path[64], status[8192];

	snprintf(path, sizeof(path), "/proc/%d/status", thread);
	if (file_read(path, status, sizeof(status)) == -1)
		return -1;
	char *found = strstr(status, "\nTgid:\t");
	return found != NULL ? atoi(found + strlen("\nTgid:\t")) : -1;
}

/*
 * Returns a descriptor of our own for the caller's socket: connecting it
 * connects the caller's. pidfd_getfd(2).
 */
static int
get_socket(const struct notify_call *call)
{
	int pidfd = syscall(SYS_pidfd_open, process_of(call->pid), 0);

	if (pidfd == -1)
		return -1;
	int fd = syscall(SYS_pidfd_getfd, pidfd, (int)call->args[0], 0);
	int saved_errno = errno;
	close(pidfd);
	errno = saved_errno;
	return fd;
}
