#include "01-caps/ping.h"

#include "01-caps/caps.h"
#include "common/file.h"

#include <netinet/in.h>
#include <stdio.h>
#include <sys/capability.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

static const char *ignored_because(const char *path);
static bool file_has_net_raw(const char *path, char *text, size_t size);
static bool can_open_icmp(int type);

int
ping_find_reasons(const char *path, struct ping_reasons *reasons)
{
	struct stat st;
	char range[64];

	*reasons = (struct ping_reasons){ .group_min = 1, .group_max = 0 };
	if (access(path, X_OK) == -1 || stat(path, &st) == -1)
		return -1;
	reasons->mode = st.st_mode & 07777;
	reasons->owner = st.st_uid;
	reasons->ignored = ignored_because(path);

	bool has_it = file_has_net_raw(
	    path, reasons->file_text, sizeof(reasons->file_text));
	if (reasons->ignored == NULL) {
		reasons->file_capability = has_it;
		reasons->suid =
		    st.st_mode & S_ISUID && st.st_uid == 0 && !caps_locked();
	}

	reasons->capability = can_open_icmp(SOCK_RAW);
	reasons->group = can_open_icmp(SOCK_DGRAM);
	if (file_read("/proc/sys/net/ipv4/ping_group_range", range,
		sizeof(range)) > 0)
		sscanf(
		    range, "%u %u", &reasons->group_min, &reasons->group_max);
	return 0;
}

/* Does the file give CAP_NET_RAW to a process that executes it? */
static bool
file_has_net_raw(const char *path, char *text, size_t size)
{
	cap_flag_value_t raw = CAP_CLEAR;
	cap_t caps = cap_get_file(path);

	snprintf(text, size, "none");
	if (caps == NULL)
		return false;
	char *names = cap_to_text(caps, NULL);
	if (names != NULL) {
		snprintf(text, size, "%s", names);
		cap_free(names);
	}
	cap_get_flag(caps, CAP_NET_RAW, CAP_PERMITTED, &raw);
	cap_free(caps);
	return raw == CAP_SET;
}

/* What makes execve ignore both the SUID bit and the file's capabilities? */
static const char *
ignored_because(const char *path)
{
	struct statvfs fs;

	if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1)
		return "; no_new_privs ignores it";
	if (statvfs(path, &fs) == 0 && fs.f_flag & ST_NOSUID)
		return "; the mount option nosuid ignores it";
	if (cap_get_bound(CAP_NET_RAW) != 1)
		return "; the bounding set has no net_raw";
	return NULL;
}

/* Whether a process may do something is tested by doing it. */
static bool
can_open_icmp(int type)
{
	int fd = socket(AF_INET, type | SOCK_CLOEXEC, IPPROTO_ICMP);

	if (fd == -1)
		return false;
	close(fd);
	return true;
}
