/* What the first process inside does, so that new namespaces are of use. */
#include "02-namespaces/ns_run.h"

#include "common/exits.h"
#include "common/explain.h"
#include "common/failure.h"
#include "common/file.h"

#include <err.h>
#include <errno.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static void make_time(const struct ns_options *options);

void
ns_setup(const struct ns_options *options)
{
	int flags = options->flags;
	char step[96];

	if (flags & CLONE_NEWNS && ns_make_mounts_private() == -1)
		ns_step_failed(options, "make the mounts private", NULL);
	if (options->mount_proc && ns_mount_proc() == -1)
		ns_step_failed(options, "mount /proc",
		    errno == EPERM ? "is a part of the present one covered, as "
				     "in a container? try without --mount"
				   : NULL);
	if (flags & CLONE_NEWNET && ns_loopback_up() == -1)
		ns_step_failed(
		    options, "bring up the loopback interface", NULL);
	if (options->hostname != NULL &&
	    ns_set_hostname(options->hostname) == -1) {
		snprintf(
		    step, sizeof(step), "hostname '%s'", options->hostname);
		ns_step_failed(options, step, NULL);
	}
	if (flags & CLONE_NEWTIME && ns_first_flags(options) != flags)
		make_time(options);
}

_Noreturn void
ns_step_failed(
    const struct ns_options *options, const char *step, const char *hint)
{
	const char *advice = NULL;

	if (options->flags & CLONE_NEWUSER)
		advice = ns_user_advice(errno, !options->unprivileged);
	if (advice != NULL)
		hint = advice;
	if (hint != NULL)
		err(EXIT_OURS, "%s (%s)", step, hint);
	err(EXIT_OURS, "%s", step);
}

int
ns_make_mounts_private(void)
{
	/*
	 * A new mount namespace is a copy, but a mount whose propagation is
	 * shared (systemd makes all of them so) stays shared with its original:
	 * a mount here would appear there.
	 */
	explain("what is mounted here stays here",
	    "mount(\"none\", \"/\", NULL, MS_REC|MS_PRIVATE, NULL)");
	if (mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == -1)
		return failure_set("mount(\"/\", MS_REC|MS_PRIVATE)");
	return 0;
}

int
ns_mount_proc(void)
{
	explain("the processes of this PID namespace, for ps",
	    "mount(\"proc\", \"/proc\", \"proc\", "
	    "MS_NOSUID|MS_NODEV|MS_NOEXEC, NULL)");
	return mount(
	    "proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
}

int
ns_loopback_up(void)
{
	struct ifreq lo = { .ifr_name = "lo" };

	/* Any socket stands for the network namespace it was made in. */
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd == -1)
		return failure_set("socket");
	int result = ioctl(fd, SIOCGIFFLAGS, &lo);
	if (result == 0) {
		lo.ifr_flags |= IFF_UP;
		explain("127.0.0.1 answers, and no other address does",
		    "ioctl(%d<...>, SIOCSIFFLAGS, {ifr_name=\"lo\", "
		    "ifr_flags=IFF_UP|...})",
		    fd);
		result = ioctl(fd, SIOCSIFFLAGS, &lo);
	}
	if (result == -1)
		failure_set("ioctl(SIOCSIFFLAGS): lo");
	return file_close(fd, result);
}

int
ns_set_hostname(const char *name)
{
	explain("visible in this UTS namespace only",
	    "sethostname(\"%s\", %zu)", name, strlen(name));
	if (sethostname(name, strlen(name)) == -1)
		return failure_set("sethostname(\"%s\")", name);
	return 0;
}

static void
make_time(const struct ns_options *options)
{
	char step[96];

	if (ns_unshare(CLONE_NEWTIME) == -1)
		ns_step_failed(options, "make a time namespace",
		    errno == EINVAL ? "Linux 5.6 has them" : NULL);
	if (options->monotonic != 0 &&
	    ns_offset_time(CLOCK_MONOTONIC,
		&(struct timespec){ .tv_sec = options->monotonic }) == -1) {
		snprintf(
		    step, sizeof(step), "--monotonic %lld", options->monotonic);
		ns_step_failed(options, step, NULL);
	}
	if (options->boottime != 0 &&
	    ns_offset_time(CLOCK_BOOTTIME,
		&(struct timespec){ .tv_sec = options->boottime }) == -1) {
		snprintf(
		    step, sizeof(step), "--boottime %lld", options->boottime);
		ns_step_failed(options, step, NULL);
	}
	if (ns_enter_time() == -1)
		ns_step_failed(options, "enter the time namespace", NULL);
}

int
ns_first_flags(const struct ns_options *options)
{
	/* Once a process is in the namespace, its clocks cannot be set. */
	if (options->how == NS_CLONE3 && options->monotonic == 0 &&
	    options->boottime == 0)
		return options->flags;
	return options->flags & ~CLONE_NEWTIME;
}
