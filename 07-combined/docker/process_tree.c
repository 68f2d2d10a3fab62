/*
 * combined tree: the host's view and the guest's, side by side.
 */
#include "02-namespaces/ns.h"
#include "07-combined/docker/container_pids.h"
#include "07-combined/docker/docker_options.h"
#include "07-combined/store/state.h"
#include "common/exits.h"
#include "common/text.h"

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define PROCESSES_MAX 1024

struct process {
	pid_t pid, parent, inside;
	char command[200];
};

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
read_process(pid_t pid, struct process *p)
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

static void
draw(const struct process *all, size_t n, pid_t parent, int depth,
    const char *indent)
{
	size_t last = n;
	char deeper[256];

	for (size_t i = 0; i < n; i++)
		if (all[i].parent == parent)
			last = i;
	for (size_t i = 0; i < n && last < n; i++) {
		if (all[i].parent != parent)
			continue;
		printf("  %7d %7d  %s%s%s\n", (int)all[i].pid,
		    (int)all[i].inside, indent, i == last ? "└─ " : "├─ ",
		    text_shown(all[i].command));
		snprintf(deeper, sizeof(deeper), "%s%s", indent,
		    i == last ? "   " : "│  ");
		if (depth < 32)
			draw(all, n, all[i].pid, depth + 1, deeper);
	}
}

static ino_t
inode(const char *process, const char *file)
{
	char path[64];
	struct stat st;

	snprintf(path, sizeof(path), "/proc/%s/ns/%s", process, file);
	return stat(path, &st) == 0 ? st.st_ino : 0;
}

/* Other containers that run, while the namespaces of one are compared. */
struct comparison {
	const char *name;
	const char *file;
	ino_t number;
	char found[64]; /* "with web" */
};

static void
compare(const char *id, void *data)
{
	struct comparison *c = data;
	struct record d;
	char process[16];

	if (strcmp(id, c->name) == 0 || record_open(&d, id) == -1)
		return;
	snprintf(process, sizeof(process), "%d", (int)d.pid);
	if (d.pid != 0 && inode(process, c->file) == c->number)
		snprintf(c->found, sizeof(c->found), "with %s", id);
	record_close(&d);
}

static void
show_namespaces(const struct record *d)
{
	char process[16], others[1024] = "";
	size_t used = 0;

	snprintf(process, sizeof(process), "%d", (int)d->pid);
	printf("  namespaces of its own:");
	for (int i = 0; i < NS_TYPES; i++) {
		struct comparison c = { .name = d->name,
			.file = ns_types[i].file,
			.number = inode(process, ns_types[i].file) };

		if (c.number == 0)
			continue;
		if (c.number == inode("self", c.file))
			strcpy(c.found, "with the host");
		else
			state_each(compare, &c);
		if (c.found[0] == '\0')
			printf(" %s", ns_types[i].name);
		else if (used < sizeof(others))
			used += snprintf(others + used, sizeof(others) - used,
			    "%s %s %s", used ? "," : "", ns_types[i].name,
			    c.found);
	}
	printf("\n  shared:%s\n", used ? others : " none");
}

static void
show(const char *id, void *data)
{
	static struct process all[PROCESSES_MAX];
	static pid_t pids[PROCESSES_MAX];
	struct process supervisor = { 0 };
	struct record d;
	size_t n = 0;

	(void)data;
	if (record_open(&d, id) == -1)
		return;
	if (d.pid != 0) {
		ssize_t found = container_pids(&d, pids, PROCESSES_MAX);
		for (ssize_t i = 0; i < found && i < PROCESSES_MAX; i++)
			n += read_process(pids[i], &all[n]);
		for (size_t i = 0; i < n; i++)
			if (all[i].pid == d.pid)
				read_process(all[i].parent, &supervisor);
		printf("%s (%s)\n  %7s %7s\n  %7d %7s  %s\n", id,
		    text_shown(record_text(&d, "Image")), "HOST", "GUEST",
		    (int)supervisor.pid, "-", text_shown(supervisor.command));
		/* A process that exec has put in has its parent outside. */
		for (size_t i = 0; i < n; i++) {
			bool known = false;
			for (size_t k = 0; k < n; k++)
				known |= all[i].parent == all[k].pid;
			if (!known)
				all[i].parent = supervisor.pid;
		}
		draw(all, n, supervisor.pid, 0, "");
		show_namespaces(&d);
	}
	record_close(&d);
}

int
docker_tree(int argc, char *argv[])
{
	struct docker_options r;

	docker_options(&r, argc, argv, "", "tree [CONTAINER...]", 0, 0);
	if (r.count == 0 && state_each(show, NULL) == -1)
		err(EXIT_OURS, "%s", state_root());
	for (char **name = r.names; *name != NULL; name++) {
		struct record d;
		docker_must_run(&d, *name);
		record_close(&d);
		show(*name, NULL);
	}
	return EXIT_SUCCESS;
}
