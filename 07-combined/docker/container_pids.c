#include "07-combined/docker/container_pids.h"

#include "common/list.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* All processes of the machine, and which of them are the container's. */
struct process {
	pid_t pid, parent;
	bool is_in;
};

struct machine {
	struct process *all;
	size_t n;
};

static ssize_t find_without_cgroup(pid_t first, pid_t **pids);

ssize_t
container_pids(const struct record *d, pid_t **pids)
{
	struct cgroup cgroup;

	if (record_cgroup(d->name, &cgroup) == 0)
		return cgroup_all_pids(&cgroup, pids);
	if (errno != ENOENT)
		return -1;
	return find_without_cgroup(d->pid, pids);
}

static ino_t
pid_namespace(const char *process)
{
	char path[300];
	struct stat st;

	snprintf(path, sizeof(path), "/proc/%s/ns/pid", process);
	return stat(path, &st) == 0 ? st.st_ino : 0;
}

/* proc_pid_stat(5): the name, in parentheses, may have any character in it. */
static pid_t
parent_of(const char *process)
{
	char path[300], line[512];
	int parent = 0;

	snprintf(path, sizeof(path), "/proc/%s/stat", process);
	FILE *file = fopen(path, "re");
	if (file == NULL)
		return 0;
	size_t n = fread(line, 1, sizeof(line) - 1, file);
	fclose(file);
	line[n] = '\0';
	const char *end = strrchr(line, ')');
	if (end != NULL)
		sscanf(end + 1, " %*c %d", &parent);
	return parent;
}

/* Is its PID 1 in the innermost of its PID namespaces? */
static bool
is_first_in_namespace(const char *process)
{
	char path[300], line[256];
	bool first = false;

	snprintf(path, sizeof(path), "/proc/%s/status", process);
	FILE *file = fopen(path, "re");
	if (file == NULL)
		return false;
	while (fgets(line, sizeof(line), file) != NULL)
		if (strncmp(line, "NSpid:", 6) == 0) {
			const char *last = strrchr(line, '\t');
			first = last != NULL && strcmp(last, "\t1\n") == 0;
		}
	fclose(file);
	return first;
}

/* Those in a PID namespace (0: none) are in the container from the start. */
static int
read_machine(struct machine *m, pid_t first, ino_t inode)
{
	struct dirent *entry;
	DIR *proc = opendir("/proc");

	if (proc == NULL)
		return -1;
	while ((entry = readdir(proc)) != NULL) {
		if (!isdigit((unsigned char)entry->d_name[0]))
			continue;
		struct process p = { .pid = atoi(entry->d_name),
			.parent = parent_of(entry->d_name) };
		p.is_in = p.pid == first ||
			  (inode != 0 && pid_namespace(entry->d_name) == inode);
		if (LIST_ADD(m->all, m->n, &p) == -1)
			break;
	}
	closedir(proc);
	return entry == NULL ? 0 : -1;
}

static bool
has_parent_in(const struct machine *m, const struct process *p)
{
	for (size_t i = 0; i < m->n; i++)
		if (m->all[i].is_in && m->all[i].pid == p->parent)
			return true;
	return false;
}

/* Children are in it as well, in PID namespaces of their own too. */
static void
add_descendants(struct machine *m)
{
	bool changed = true;

	while (changed) {
		changed = false;
		for (size_t i = 0; i < m->n; i++) {
			struct process *p = &m->all[i];
			if (p->is_in || !has_parent_in(m, p))
				continue;
			p->is_in = changed = true;
		}
	}
}

/*
 * In a PID namespace that is the host's, or another container's, the processes
 * are not all the container's: then only descendants count.
 */
static ssize_t
find_without_cgroup(pid_t first, pid_t **pids)
{
	struct machine m = { 0 };
	char process[16];
	size_t n = 0;

	snprintf(process, sizeof(process), "%d", (int)first);
	ino_t inode = pid_namespace(process);
	if (inode == pid_namespace("self") || !is_first_in_namespace(process))
		inode = 0;
	int result = read_machine(&m, first, inode);
	add_descendants(&m);
	*pids = NULL;
	for (size_t i = 0; result == 0 && i < m.n; i++)
		if (m.all[i].is_in)
			result = LIST_ADD(*pids, n, &m.all[i].pid);
	free(m.all);
	if (result == 0)
		return n;
	free(*pids);
	return -1;
}
