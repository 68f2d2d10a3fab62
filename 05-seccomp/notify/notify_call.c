#include "05-seccomp/notify/notify_call.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <stdio.h>
#include <unistd.h>

ssize_t
notify_read_memory(
    const struct notify_call *call, uint64_t address, void *copy, size_t size)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/mem", call->pid);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd == -1)
		return -1;
	/*
	 * If the caller was killed, its PID may be another process's by now,
	 * and the memory that is open is that process's. While the call is
	 * waiting, the caller exists.
	 */
	if (seccomp_notify_id_valid(call->listener, call->id) != 0) {
		close(fd);
		errno = ENOENT;
		return -1;
	}
	ssize_t length = pread(fd, copy, size, (off_t)address);
	close(fd);
	if (length > 0)
		return length;
	errno = EFAULT;
	return -1;
}
