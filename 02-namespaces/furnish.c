#include "02-namespaces/furnish.h"

#include "common/exits.h"

#include <err.h>
#include <errno.h>
#include <sched.h>
#include <time.h>

int
request_first_flags(const struct request *request)
{
	/* Once a process is in, the clocks are set for good. */
	if (request->how == NS_CLONE3 && request->monotonic == 0 &&
	    request->boottime == 0)
		return request->flags;
	return request->flags & ~CLONE_NEWTIME;
}

static void
make_time(const struct request *request)
{
	if (ns_unshare(CLONE_NEWTIME) == -1)
		err(EXIT_OURS, "make a time namespace%s",
		    errno == EINVAL ? " (Linux 5.6 has them)" : "");
	if (request->monotonic != 0 &&
	    ns_offset_time(CLOCK_MONOTONIC, request->monotonic) == -1)
		err(EXIT_OURS, "--monotonic %lld", request->monotonic);
	if (request->boottime != 0 &&
	    ns_offset_time(CLOCK_BOOTTIME, request->boottime) == -1)
		err(EXIT_OURS, "--boottime %lld", request->boottime);
	if (ns_enter_time() == -1)
		err(EXIT_OURS, "enter the time namespace");
}

void
furnish(const struct request *request)
{
	int flags = request->flags;

	if (flags & CLONE_NEWNS && ns_make_mounts_private() == -1)
		err(EXIT_OURS, "make the mounts private");
	if (request->mount_proc && ns_mount_proc() == -1)
		err(EXIT_OURS, "mount /proc%s",
		    errno == EPERM ? " (is a part of the present one covered, "
				     "as in a container? try without --mount)"
				   : "");
	if (flags & CLONE_NEWNET && ns_loopback_up() == -1)
		err(EXIT_OURS, "bring up the loopback interface");
	if (request->hostname != NULL &&
	    ns_set_hostname(request->hostname) == -1)
		err(EXIT_OURS, "hostname '%s'", request->hostname);
	if (flags & CLONE_NEWTIME && request_first_flags(request) != flags)
		make_time(request);
}
