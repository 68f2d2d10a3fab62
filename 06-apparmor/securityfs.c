/*
 * Which profiles are loaded, from securityfs, and whether a process is in one.
 */
#include "06-apparmor/apparmor.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/apparmor.h>

bool
apparmor_is_loaded(const char *name)
{
	FILE *profiles = fopen(APPARMOR_PROFILES, "re");
	char line[APPARMOR_LABEL_MAX];
	bool found = false;

	/* A line is "NAME (MODE)". */
	while (profiles != NULL && !found &&
	       fgets(line, sizeof(line), profiles) != NULL)
		found = strncmp(line, name, strlen(name)) == 0 &&
			strncmp(line + strlen(name), " (", 2) == 0;
	if (profiles != NULL)
		fclose(profiles);
	return found;
}

static bool
is_in(pid_t pid, const char *name)
{
	char *label, *mode;

	if (aa_gettaskcon(pid, &label, &mode) == -1)
		return false; /* the process has just ended */
	bool in = strstr(label, name) != NULL;
	free(label);
	return in;
}

bool
apparmor_is_used(const char *name)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;
	bool used = false;

	if (proc == NULL)
		return true; /* unknown: a profile that is used must stay */
	while (!used && (entry = readdir(proc)) != NULL) {
		int pid = atoi(entry->d_name);

		used = pid > 0 && is_in(pid, name);
	}
	closedir(proc);
	return used;
}
