/*
 * A process enters a new time namespace in two steps: unshare(2) makes it for
 * later children, so that the clocks can be set before any process reads them:
 * time_namespaces(7).
 */
#include "02-namespaces/ns.h"

#include "common/explain.h"
#include "common/failure.h"
#include "common/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <time.h>
#include <unistd.h>

int
ns_offset_time(int clock_id, const struct timespec *offset)
{
	/* The wall clock, CLOCK_REALTIME, is the same in all namespaces. */
	if (clock_id != CLOCK_MONOTONIC && clock_id != CLOCK_BOOTTIME) {
		errno = EINVAL;
		return -1;
	}
	return file_write("/proc/self/timens_offsets",
	    "seconds to add to the clock, and nanoseconds", "%s %lld %ld",
	    clock_id == CLOCK_MONOTONIC ? "monotonic" : "boottime",
	    (long long)offset->tv_sec, offset->tv_nsec);
}

int
ns_enter_time(void)
{
	int fd = open("/proc/self/ns/time_for_children", O_RDONLY | O_CLOEXEC);
	if (fd == -1)
		return failure_set("open(\"/proc/self/ns/time_for_children\")");
	explain("enters the namespace made for its children",
	    "setns(%d<...>, CLONE_NEWTIME)", fd);
	int result = setns(fd, CLONE_NEWTIME);
	if (result == -1)
		failure_set("setns(CLONE_NEWTIME)");
	return file_close(fd, result);
}
