#include "01-caps/ping.h"

#include "01-caps/caps.h"
#include "common/file.h"

#include <stdio.h>
#include <sys/capability.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

/* Does the file give CAP_NET_RAW to whoever executes it? */
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

/* Is one of our groups in the range that may open ICMP datagram sockets? */
static bool
group_may_ping(unsigned int min, unsigned int max)
{
	gid_t groups[256];
	int n = getgroups(256, groups);

	if (getegid() >= min && getegid() <= max)
		return true;
	for (int i = 0; i < n; i++)
		if (groups[i] >= min && groups[i] <= max)
			return true;
	return false;
}

int
ping_find_reasons(const char *path, struct ping_reasons *reasons)
{
	struct stat st;
	char range[64];

	*reasons = (struct ping_reasons){ .group_min = 1, .group_max = 0 };
	if (stat(path, &st) == -1)
		return -1;
	reasons->mode = st.st_mode & 07777;
	reasons->owner = st.st_uid;

	/* no_new_privs makes execve ignore the file's two. */
	bool ignored = prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1;
	bool bounded = cap_get_bound(CAP_NET_RAW) == 1;
	reasons->suid =
	    st.st_mode & S_ISUID && st.st_uid == 0 && bounded && !ignored;
	reasons->file_capability = file_has_net_raw(path, reasons->file_text,
				       sizeof(reasons->file_text)) &&
				   bounded && !ignored;
	reasons->capability =
	    cap_get_ambient(CAP_NET_RAW) == 1 || (geteuid() == 0 && bounded);
	if (file_read("/proc/sys/net/ipv4/ping_group_range", range,
		sizeof(range)) > 0)
		sscanf(
		    range, "%u %u", &reasons->group_min, &reasons->group_max);
	reasons->group = group_may_ping(reasons->group_min, reasons->group_max);
	return 0;
}
