#include "02-namespaces/cli/ns_show.h"

#include "common/exits.h"
#include "common/file.h"
#include "common/options.h"
#include "common/output.h"

#include <ctype.h>
#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <sched.h>
#include <stdint.h>
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
 * After unshare(2) or setns(2), the PID and the time namespace of the process
 * and of its next child can be different ones.
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

/*
 * The inodes of the kernel's first namespaces, which a process has unless a new
 * one was asked for: constants of include/linux/ns_common.h. A kernel before
 * 6.18 gives mount and net other inodes.
 */
static ino_t
first_id(int flag)
{
	static const struct {
		int flag;
		ino_t id;
	} firsts[] = {
		{ CLONE_NEWIPC, 0xefffffff },
		{ CLONE_NEWUTS, 0xeffffffe },
		{ CLONE_NEWUSER, 0xeffffffd },
		{ CLONE_NEWPID, 0xeffffffc },
		{ CLONE_NEWCGROUP, 0xeffffffb },
		{ CLONE_NEWTIME, 0xeffffffa },
		{ CLONE_NEWNET, 0xeffffff9 },
		{ CLONE_NEWNS, 0xeffffff8 },
	};

	for (size_t i = 0; i < sizeof(firsts) / sizeof(firsts[0]); i++)
		if (firsts[i].flag == flag)
			return firsts[i].id;
	return 0;
}

/* By its inode; or PID 1 has it, and this PID 1 is the host's. */
static bool
is_hosts(ino_t id, const struct ns_type *type)
{
	return id == first_id(type->flag) ||
	       (id_of(getpid(), "pid") == first_id(CLONE_NEWPID) &&
		   id == id_of(1, type->file));
}

static int
read_target(pid_t pid, struct ns_show *show)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/ns", pid);
	if (access(path, F_OK) == -1) {
		file_no_process();
		return -1;
	}
	for (int i = 0; i < NS_TYPES; i++) {
		struct ns_show_row *row = &show->rows[i];

		errno = 0;
		row->id = id_of(pid, ns_types[i].file);
		if (row->id == 0 && errno != ENOENT)
			return -1;
		row->children = id_for_children(pid, &ns_types[i]);
		row->hosts = is_hosts(row->id, &ns_types[i]);
		row->ours = row->id == id_of(getpid(), ns_types[i].file);
	}
	return 0;
}

/* Counts one more process into the rows of what it shares. */
static void
compare(pid_t pid, struct ns_show *show)
{
	/* Every process has a user namespace, even a zombie. */
	if (id_of(pid, ns_types[0].file) == 0 && errno == EACCES) {
		show->hidden++;
		return;
	}
	for (int i = 0; i < NS_TYPES; i++) {
		struct ns_show_row *row = &show->rows[i];

		if (row->id == 0 || id_of(pid, ns_types[i].file) != row->id)
			continue;
		if (row->others < NS_SHOW_PIDS)
			row->pids[row->others] = pid;
		row->others++;
	}
}

int
ns_show_read(pid_t pid, struct ns_show *show)
{
	*show = (struct ns_show){ 0 };
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

static void
print_others(const struct ns_show_row *row)
{
	if (row->others == 0) {
		printf(row->ours ? "you" : "no other");
		return;
	}
	printf("%s%zu other%s:", row->ours ? "you, " : "", row->others,
	    row->others > 1 ? "s" : "");
	for (size_t i = 0; i < row->others && i < NS_SHOW_PIDS; i++) {
		char path[64], name[64];

		snprintf(path, sizeof(path), "/proc/%d/comm", row->pids[i]);
		if (file_read(path, name, sizeof(name)) == -1)
			snprintf(name, sizeof(name), "(gone)");
		printf("%s %d %.15s", i > 0 ? "," : "", row->pids[i], name);
	}
	if (row->others > NS_SHOW_PIDS)
		printf(", ...");
}

int
ns_show(const char *text)
{
	pid_t pid = text != NULL ? options_pid(text) : getpid();
	struct ns_show found;

	if (ns_show_read(pid, &found) == -1)
		err(EXIT_OURS, "process %d%s", pid,
		    errno == EACCES   ? " (another user's: try as root)"
		    : errno == ENOENT ? " (nothing is mounted on /proc)"
				      : "");

	printf(
	    "%-8s%-12s%-12s%s\n", "type", "namespace", "whose", "shared with");
	for (int i = 0; i < NS_TYPES; i++) {
		const struct ns_show_row *row = &found.rows[i];

		if (row->id == 0) {
			printf("%-8snot in this kernel\n", ns_types[i].name);
			continue;
		}
		printf("%-8s%-12ju%-12s", ns_types[i].name, (uintmax_t)row->id,
		    row->hosts  ? "the host's"
		    : row->ours ? "yours"
				: "its own");
		print_others(row);
		if (row->children != row->id)
			printf(
			    " (its children: %ju)", (uintmax_t)row->children);
		putchar('\n');
	}
	if (found.hidden > 0)
		printf("(and %zu that we may not look at)\n", found.hidden);
	output_finish();
	return EXIT_SUCCESS;
}
