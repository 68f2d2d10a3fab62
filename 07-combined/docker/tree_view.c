#include "07-combined/docker/tree_view.h"

#include "01-caps/caps.h"
#include "07-combined/docker/container_pids.h"
#include "07-combined/store/state.h"
#include "common/exits.h"
#include "common/list.h"

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* A field of /proc/PID/status: the last number of its line. */
static pid_t
last_number(const char *status, const char *field)
{
	const char *line = strstr(status, field);
	int number = 0;

	if (line == NULL)
		return 0;
	for (line += strlen(field); *line != '\0' && *line != '\n';) {
		char *end;
		long found = strtol(line, &end, 10);
		if (end == line)
			break;
		number = found;
		line = end;
	}
	return number;
}

/* Cuts a text that is too long; file_read() would refuse such a text. */
static size_t
read_text(pid_t pid, const char *file, char *text, size_t size)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, file);
	FILE *stream = fopen(path, "re");
	if (stream == NULL)
		return 0;
	size_t n = fread(text, 1, size - 1, stream);
	fclose(stream);
	text[n] = '\0';
	return n;
}

static bool
read_process(pid_t pid, struct tree_process *p)
{
	char status[4096];

	if (read_text(pid, "status", status, sizeof(status)) == 0)
		return false;
	p->pid = pid;
	p->parent = last_number(status, "\nPPid:");
	p->inside = last_number(status, "\nNSpid:");
	size_t n = read_text(pid, "cmdline", p->command, sizeof(p->command));
	/* The words end with a NUL each. */
	for (size_t i = 0; i + 1 < n; i++)
		if (p->command[i] == '\0')
			p->command[i] = ' ';
	return true;
}

static bool
has_process(const struct tree_view *v, pid_t pid)
{
	for (size_t i = 0; i < v->nprocesses; i++)
		if (v->processes[i].pid == pid)
			return true;
	return false;
}

static void
read_processes(const struct record *d, struct tree_view *v)
{
	pid_t *pids;
	ssize_t found = container_pids(d, &pids);

	for (ssize_t i = 0; i < found; i++) {
		struct tree_process p;

		if (!read_process(pids[i], &p))
			continue;
		if (LIST_ADD(v->processes, v->nprocesses, &p) == -1)
			err(EXIT_OURS, "out of memory");
		if (p.pid == d->pid)
			read_process(p.parent, &v->supervisor);
	}
	if (found != -1)
		free(pids);
	/* A process that exec has put in has its parent outside. */
	for (size_t i = 0; i < v->nprocesses; i++)
		if (!has_process(v, v->processes[i].parent))
			v->processes[i].parent = v->supervisor.pid;
}

static ino_t
inode(const char *process, const char *file)
{
	char path[64];
	struct stat st;

	snprintf(path, sizeof(path), "/proc/%s/ns/%s", process, file);
	return stat(path, &st) == 0 ? st.st_ino : 0;
}

static void
read_namespaces(struct tree_view *v)
{
	char process[16];

	snprintf(process, sizeof(process), "%d", (int)v->pid);
	for (int i = 0; i < NS_TYPES; i++) {
		v->namespaces[i] = inode(process, ns_types[i].file);
		v->host[i] =
		    v->namespaces[i] != 0 &&
		    v->namespaces[i] == inode("self", ns_types[i].file);
	}
}

/* "8080→80/tcp, 127.0.0.1:53→53/udp" */
static void
read_ports(const struct record *d, char *text, size_t size)
{
	json_t *ports = json_object_get(
		   json_object_get(d->state, "NetworkSettings"), "Ports"),
	       *list, *port;
	const char *inside;
	size_t used = 0, i;

	json_object_foreach (ports, inside, list)
		json_array_foreach (list, i, port) {
			const char *ip = json_string_value(
				       json_object_get(port, "HostIp")),
				   *number = json_string_value(
				       json_object_get(port, "HostPort"));
			bool all = ip == NULL || strcmp(ip, "0.0.0.0") == 0;

			if (used >= size || number == NULL)
				break;
			used += snprintf(text + used, size - used,
			    "%s%s%s%s→%s", used ? ", " : "", all ? "" : ip,
			    all ? "" : ":", number, inside);
		}
}

static void
add_view(const char *id, void *data)
{
	struct tree_views *views = data;
	struct tree_view v = { 0 };
	struct caps_sets sets;
	struct cgroup cgroup;
	struct record d;

	if (record_open(&d, id) == -1)
		return;
	if (d.pid == 0) {
		record_close(&d);
		return;
	}
	v.pid = d.pid;
	snprintf(v.name, sizeof(v.name), "%s", id);
	snprintf(v.image, sizeof(v.image), "%s", record_text(&d, "Image"));
	read_ports(&d, v.ports, sizeof(v.ports));
	read_processes(&d, &v);
	read_namespaces(&v);
	v.caps = caps_get(d.pid, &sets) == 0 ? sets.bounding : 0;
	v.has_cgroup = record_cgroup(id, &cgroup) == 0;
	if (v.has_cgroup) {
		cgroup_stat(&cgroup, &v.used);
		cgroup_get_ceilings(&cgroup, &v.limits);
	}
	v.group = views->n;
	if (LIST_ADD(views->all, views->n, &v) == -1)
		err(EXIT_OURS, "out of memory");
	record_close(&d);
}

bool
tree_views_share(const struct tree_view *a, const struct tree_view *b, int type)
{
	return a->namespaces[type] != 0 && !a->host[type] &&
	       a->namespaces[type] == b->namespaces[type];
}

bool
tree_view_is_shared(
    const struct tree_views *views, const struct tree_view *v, int type)
{
	for (size_t i = 0; i < views->n; i++)
		if (&views->all[i] != v && views->all[i].asked &&
		    tree_views_share(v, &views->all[i], type))
			return true;
	return false;
}

/* What shares with one of a group belongs to this group. */
static void
merge_groups(struct tree_views *views, int one, int other)
{
	for (size_t i = 0; i < views->n; i++)
		if (views->all[i].group == other)
			views->all[i].group = one;
}

int
tree_views_read(struct tree_views *views)
{
	if (state_each(add_view, views) == -1)
		return -1;
	for (size_t i = 0; i < views->n; i++)
		for (size_t k = i + 1; k < views->n; k++)
			for (int type = 0; type < NS_TYPES; type++) {
				struct tree_view *a = &views->all[i],
						 *b = &views->all[k];

				if (a->group != b->group &&
				    tree_views_share(a, b, type))
					merge_groups(views, a->group, b->group);
			}
	return 0;
}

/* More names than these say less than "all but" and what is missing. */
#define NAMES_MAX 6

const char *
tree_caps(uint64_t set, char *text, size_t size)
{
	uint64_t more = set & ~CAPS_DOCKER, less = CAPS_DOCKER & ~set;
	char names[1024];

	if (less != 0 || __builtin_popcountll(more) > NAMES_MAX)
		snprintf(text, size, "%d of %d: %s", __builtin_popcountll(set),
		    __builtin_popcountll(caps_all()),
		    caps_names(set, names, sizeof(names)));
	else if (more != 0)
		snprintf(text, size, "Docker's 14 and %s",
		    caps_names(more, names, sizeof(names)));
	else
		snprintf(text, size, "Docker's 14");
	return text;
}
