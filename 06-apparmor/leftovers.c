#include "06-apparmor/leftovers.h"

#include "06-apparmor/apparmor.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define PROFILES "/sys/kernel/security/apparmor/profiles"

const char *
leftovers_new_name(char *name, size_t size)
{
	struct timespec now;

	/* PIDs repeat: after a while, and in each PID namespace. */
	clock_gettime(CLOCK_REALTIME, &now);
	snprintf(name, size, "apparmor-%d-%04lx", (int)getpid(),
	    now.tv_nsec / 1000 & 0xffff);
	return name;
}

/* Is a process in the profile, alone or in a stack? */
static bool
is_in_use(const char *name)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;
	bool used = false;

	if (proc == NULL)
		return true; /* we cannot know */
	while (!used && (entry = readdir(proc)) != NULL) {
		char label[APPARMOR_LABEL_MAX], mode[32];
		int pid = atoi(entry->d_name);

		used = pid > 0 &&
		       apparmor_read(pid, label, sizeof(label), mode,
			   sizeof(mode)) == 0 &&
		       strstr(label, name) != NULL;
	}
	closedir(proc);
	return used;
}

int
leftovers_find(char *name, size_t size)
{
	FILE *profiles = fopen(PROFILES, "re");
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
		found = !is_in_use(name);
	}
	fclose(profiles);
	return found;
}
