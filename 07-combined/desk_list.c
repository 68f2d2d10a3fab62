/*
 * The commands that show containers: ps, inspect, top, stats.
 */
#include "07-combined/desk_request.h"
#include "07-combined/state.h"
#include "common/exits.h"

#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define PIDS_MAX 4096

/* "5 seconds", "3 minutes", … */
static const char *
duration(time_t seconds, char *text, size_t size)
{
	static const struct {
		const char *name;
		long seconds;
	} units[] = { { "day", 86400 }, { "hour", 3600 }, { "minute", 60 },
		{ "second", 1 } };
	int i = 0;

	while (i < 3 && seconds < 2 * units[i].seconds)
		i++;
	long n = seconds / units[i].seconds;
	snprintf(text, size, "%ld %s%s", n, units[i].name, n == 1 ? "" : "s");
	return text;
}

static time_t
created(const struct desk *d)
{
	struct tm tm = { 0 };
	const char *text = desk_text(d, "Created");

	return strptime(text, "%Y-%m-%dT%H:%M:%SZ", &tm) ? timegm(&tm) : 0;
}

static const char *
describe(const struct desk *d, char *text, size_t size)
{
	char age[64];
	time_t now = time(NULL);

	if (d->pid != 0)
		snprintf(text, size, "Up %s%s",
		    duration(now - created(d), age, sizeof(age)),
		    d->paused ? " (Paused)" : "");
	else if (desk_status(d) == -1)
		snprintf(text, size, "Created");
	else
		snprintf(text, size, "Exited (%d) %s ago", desk_status(d),
		    duration(now - desk_ended(d), age, sizeof(age)));
	return text;
}

/* "8080->80/tcp" of each port. */
static const char *
ports_text(const struct desk *d, char *text, size_t size)
{
	json_t *ports = json_object_get(
		   json_object_get(d->state, "NetworkSettings"), "Ports"),
	       *list;
	const char *inside;
	size_t used = 0;

	text[0] = '\0';
	json_object_foreach (ports, inside, list) {
		json_t *host =
		    json_object_get(json_array_get(list, 0), "HostPort");
		if (used < size)
			used += snprintf(text + used, size - used, "%s%s->%s",
			    used ? ", " : "", json_string_value(host), inside);
	}
	return text;
}

static void
show(const char *id, void *data)
{
	const struct desk_request *r = data;
	char command[40], status[64], ports[256];
	struct desk d;

	if (desk_open(&d, id) == -1)
		return;
	if (d.pid == 0 && !r->set['a']) {
		desk_close(&d);
		return;
	}
	snprintf(command, sizeof(command), "%s", desk_text(&d, "Path"));
	json_t *args = json_object_get(d.state, "Args"), *word;
	size_t i;
	json_array_foreach (args, i, word) {
		size_t used = strlen(command);
		snprintf(command + used, sizeof(command) - used, " %s",
		    json_string_value(word));
	}
	for (char *c = command; *c != '\0'; c++)
		if ((unsigned char)*c < ' ' || *c == 127)
			*c = '?';
	if (r->set['q'])
		puts(id);
	else
		printf("%-16s %-8d %-16s %-24.24s %-26s %-14s %s\n", id,
		    (int)d.pid, desk_text(&d, "Image"), command,
		    describe(&d, status, sizeof(status)),
		    desk_text(&d, "NetworkSettings.IPAddress"),
		    ports_text(&d, ports, sizeof(ports)));
	desk_close(&d);
}

int
desk_ps(int argc, char *argv[])
{
	struct desk_request r;

	desk_request(&r, argc, argv, "aq", "ps [-a] [-q]", 0, 0);
	if (!r.set['q'])
		printf("%-16s %-8s %-16s %-24s %-26s %-14s %s\n", "NAME", "PID",
		    "IMAGE", "COMMAND", "STATUS", "ADDRESS", "PORTS");
	if (state_each(show, &r) == -1)
		err(EXIT_OURS, "%s", state_root());
	return EXIT_SUCCESS;
}

int
desk_inspect(int argc, char *argv[])
{
	struct desk_request r;
	json_t *all = json_array();

	desk_request(&r, argc, argv, "", "inspect CONTAINER...", 1, 0);
	for (char **name = r.names; *name != NULL; name++) {
		struct desk d;

		desk_must_open(&d, *name);
		int status = desk_status(&d);
		json_object_set_new(d.state, "State",
		    json_pack("{ss, sb, sb, si, si}", "Status",
			d.paused       ? "paused"
			: d.pid != 0   ? "running"
			: status == -1 ? "created"
				       : "exited",
			"Running", d.pid != 0, "Paused", d.paused, "Pid",
			(int)d.pid, "ExitCode", status == -1 ? 0 : status));
		json_object_del(d.state, "Process");
		json_array_append(all, d.state);
		desk_close(&d);
	}
	if (json_dumpf(all, stdout, JSON_INDENT(4)) == -1 || puts("") == EOF ||
	    fflush(stdout) == EOF)
		err(EXIT_OURS, "stdout");
	json_decref(all);
	return EXIT_SUCCESS;
}

static void
must_open_cgroup(struct cgroup *cgroup, const char *name)
{
	char id[300];

	snprintf(id, sizeof(id), "combined/%s", name);
	if (cgroup_open(cgroup, id) == -1)
		errx(EXIT_OURS, "%s", cgroup_strerror());
}

int
desk_top(int argc, char *argv[])
{
	static pid_t pids[PIDS_MAX];
	struct desk_request r;
	struct desk d;
	struct cgroup cgroup;
	char list[PIDS_MAX * 8] = "", *ps[64] = { "ps", "-p", list };
	size_t used = 0;

	desk_request(
	    &r, argc, argv, "", "top CONTAINER [options of ps...]", 1, 60);
	desk_must_run(&d, r.names[0]);
	must_open_cgroup(&cgroup, r.names[0]);
	ssize_t n = cgroup_pids(&cgroup, pids, PIDS_MAX);
	for (ssize_t i = 0; i < n && i < PIDS_MAX && used < sizeof(list); i++)
		used += snprintf(list + used, sizeof(list) - used, "%s%d",
		    i > 0 ? "," : "", (int)pids[i]);
	if (r.count == 1)
		ps[3] = "-f";
	for (int i = 1; i < r.count; i++)
		ps[2 + i] = r.names[i];
	execvp("ps", ps);
	err(EXIT_NOT_FOUND, "ps(1), of the package procps");
}

/* Bytes as people read them. */
static const char *
amount(int64_t bytes, char *text, size_t size)
{
	static const char units[] = "BKMGTP";
	double n = bytes;
	int i = 0;

	for (; n >= 1024 && units[i + 1] != '\0'; i++)
		n /= 1024;
	if (bytes == -1)
		snprintf(text, size, "-");
	else
		snprintf(text, size, "%.*f%c", i > 0, n, units[i]);
	return text;
}

static void
show_stats(const char *name, struct cgroup *cgroup, struct cgroup_stats *last,
    double seconds)
{
	struct cgroup_stats now;
	char memory[32], read_bytes[32], written[32];

	cgroup_stat(cgroup, &now);
	printf("%-16s %6.1f%% %9s %6lld %9s %9s\n", name,
	    (now.cpu_usec - last->cpu_usec) / seconds / 10000,
	    amount(now.memory, memory, sizeof(memory)), (long long)now.pids,
	    amount(now.read_bytes, read_bytes, sizeof(read_bytes)),
	    amount(now.written_bytes, written, sizeof(written)));
	*last = now;
}

int
desk_stats(int argc, char *argv[])
{
	struct desk_request r;

	desk_request(
	    &r, argc, argv, "1", "stats [--no-stream] CONTAINER...", 1, 32);
	struct cgroup cgroups[32] = { 0 };
	struct cgroup_stats last[32];
	for (int i = 0; i < r.count; i++) {
		struct desk d;
		desk_must_run(&d, r.names[i]);
		must_open_cgroup(&cgroups[i], r.names[i]);
		cgroup_stat(&cgroups[i], &last[i]);
		desk_close(&d);
	}
	do {
		double seconds = r.set['1'] ? 0.2 : 1;
		usleep(seconds * 1000000);
		/* On a terminal each picture replaces the last. */
		if (!r.set['1'] && isatty(STDOUT_FILENO))
			fputs("\033[H\033[2J", stdout);
		printf("%-16s %7s %9s %6s %9s %9s\n", "NAME", "CPU", "MEMORY",
		    "PIDS", "READ", "WRITTEN");
		for (int i = 0; i < r.count; i++)
			show_stats(r.names[i], &cgroups[i], &last[i], seconds);
		fflush(stdout);
	} while (!r.set['1'] && access(cgroups[0].at[CGROUP_CORE].version
					   ? cgroups[0].at[CGROUP_CORE].path
					   : cgroups[0].at[CGROUP_PIDS].path,
				    F_OK) == 0);
	return EXIT_SUCCESS;
}
