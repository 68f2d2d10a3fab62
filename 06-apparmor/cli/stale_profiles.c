#include "06-apparmor/cli/stale_profiles.h"

#include "06-apparmor/apparmor.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

const char *
stale_profiles_new_name(char *name, size_t size)
{
	struct timespec now;

	/* PIDs repeat: after a while, and in each PID namespace. */
	clock_gettime(CLOCK_REALTIME, &now);
	snprintf(name, size, "apparmor-%d-%04lx", (int)getpid(),
	    now.tv_nsec / 1000 & 0xffff);
	return name;
}

int
stale_profiles_find(char *name, size_t size)
{
	FILE *profiles = fopen(APPARMOR_PROFILES, "re");
	char line[APPARMOR_LABEL_MAX];
	int found = 0;

	if (profiles == NULL)
		return -1;
	while (found == 0 && fgets(line, sizeof(line), profiles) != NULL) {
		int pid, length = 0;
		unsigned int salt;

		/* A line is "NAME (MODE)". */
		if (sscanf(line, "apparmor-%d-%4x%n (", &pid, &salt, &length) !=
			2 ||
		    kill(pid, 0) == 0 || errno != ESRCH)
			continue;
		snprintf(name, size, "%.*s", length, line);
		found = !apparmor_is_used(name);
	}
	fclose(profiles);
	return found;
}
