/* What a new namespace needs from the inside to be of use. */
#include "02-namespaces/ns.h"

#include "common/explain.h"

#include <errno.h>
#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <unistd.h>

int
ns_make_mounts_private(void)
{
	/*
	 * A new mount namespace is a copy, but its mounts stay "shared" with
	 * the originals where these are (systemd makes all of them so): what is
	 * mounted here would show up there.
	 */
	explain("what is mounted here stays here",
	    "mount(\"none\", \"/\", NULL, MS_REC|MS_PRIVATE, NULL)");
	return mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL);
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

	/* Any socket will do: it is a handle on the network namespace. */
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd == -1)
		return -1;
	int result = ioctl(fd, SIOCGIFFLAGS, &lo);
	if (result == 0) {
		lo.ifr_flags |= IFF_UP;
		explain("127.0.0.1 answers, and nobody else does",
		    "ioctl(%d<...>, SIOCSIFFLAGS, {ifr_name=\"lo\", "
		    "ifr_flags=IFF_UP|...})",
		    fd);
		result = ioctl(fd, SIOCSIFFLAGS, &lo);
	}
	int saved_errno = errno;
	close(fd);
	errno = saved_errno;
	return result;
}

int
ns_set_hostname(const char *name)
{
	explain("visible in this UTS namespace only",
	    "sethostname(\"%s\", %zu)", name, strlen(name));
	return sethostname(name, strlen(name));
}
