#include "02-namespaces/cli/ns_show.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The inode of a namespace, or 0 with errno. */
static ino_t
id_of(pid_t pid, const char *file)
{
	char path[64];
	struct stat st;

	snprintf(path, sizeof(path), "/proc/%d/ns/%s", pid, file);
	return stat(path, &st) == 0 ? st.st_ino : 0;
}

/*
 * pid and time: where the process is, and where its next child will be, can be
 * two, after unshare(2) or setns(2).
 */
static ino_t
id_for_children(pid_t pid, const struct ns_type *type)
{
	if (type->flag == CLONE_NEWPID)
		return id_of(pid, "pid_for_children");
	if (type->flag == CLONE_NEWTIME)
		return id_of(pid, "time_for_children");
	return id_of(pid, type->file);
}

static int
read_target(pid_t pid, struct show *show)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/ns", pid);
	if (access(path, F_OK) == -1) {
		errno = ESRCH;
		return -1;
	}
	for (int i = 0; i < NS_TYPES; i++) {
		struct show_row *row = &show->rows[i];

		errno = 0;
		row->id = id_of(pid, ns_types[i].file);
		if (row->id == 0 && errno != ENOENT)
			return -1;
		row->children = id_for_children(pid, &ns_types[i]);
		row->ours = row->id == id_of(getpid(), ns_types[i].file);
	}
	return 0;
}

/* Counts one more process into the rows of what it shares. */
static void
compare(pid_t pid, struct show *show)
{
	/* Nobody is without a user namespace, not even a zombie. */
	if (id_of(pid, ns_types[0].file) == 0 && errno == EACCES) {
		show->hidden++;
		return;
	}
	for (int i = 0; i < NS_TYPES; i++) {
		struct show_row *row = &show->rows[i];

		if (row->id == 0 || id_of(pid, ns_types[i].file) != row->id)
			continue;
		if (row->others < SHOW_PIDS)
			row->pids[row->others] = pid;
		row->others++;
	}
}

int
show_read(pid_t pid, struct show *show)
{
	*show = (struct show){ 0 };
	if (read_target(pid, show) == -1)
		return -1;

	DIR *proc = opendir("/proc");
	if (proc == NULL)
		return -1;
	const struct dirent *entry;
	while ((entry = readdir(proc)) != NULL) {
		pid_t other = atoi(entry->d_name);

		if (isdigit((unsigned char)entry->d_name[0]) && other != pid &&
		    other != getpid())
			compare(other, show);
	}
	closedir(proc);
	return 0;
}
