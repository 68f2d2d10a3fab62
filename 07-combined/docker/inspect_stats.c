/*
 * The commands that look into a container: inspect, top, stats.
 */
#include "07-combined/docker/docker_options.h"
#include "07-combined/docker/format.h"
#include "07-combined/store/state.h"
#include "common/command.h"
#include "common/exits.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PIDS_MAX 4096
#define STATS_MAX 32 /* containers at a time */

/* As `docker inspect` has it. */
static json_t *
state_of(const struct record *d)
{
	int status = record_status(d);
	char finished[32] = "0001-01-01T00:00:00Z"; /* docker's "not yet" */
	time_t when = record_finished_at(d);
	struct tm tm;

	if (status != -1 && when != 0)
		strftime(
		    finished, sizeof(finished), "%FT%TZ", gmtime_r(&when, &tm));
	return json_pack("{ss, sb, sb, sb, sb, sb, si, si, ss, ss, ss}",
	    "Status", record_status_word(d), "Running", d->pid != 0, "Paused",
	    d->paused, "Restarting", 0, "OOMKilled", record_oom_killed(d),
	    "Dead", 0, "Pid", (int)d->pid, "ExitCode",
	    status == -1 ? 0 : status, "Error", "", "StartedAt",
	    record_text(d, "Created"), "FinishedAt", finished);
}

/* "json" stands for all of it, in a line. */
static void
show_formatted(const char *template, json_t *state)
{
	char *text = docker_format(
	    strcmp(template, "json") == 0 ? "{{json .}}" : template, state);

	puts(text);
	free(text);
}

int
docker_inspect(int argc, char *argv[])
{
	struct docker_options r;
	json_t *all = json_array();

	docker_options(
	    &r, argc, argv, "M", "inspect [-f TEMPLATE] CONTAINER...", 1, 0);
	for (char **name = r.names; *name != NULL; name++) {
		struct record d;

		docker_must_open(&d, *name);
		json_object_set_new(d.state, "State", state_of(&d));
		json_object_del(d.state, "Process");
		if (r.set['M'])
			show_formatted(r.value['M'], d.state);
		json_array_append(all, d.state);
		record_close(&d);
	}
	if (!r.set['M'] &&
	    (json_dumpf(all, stdout, JSON_INDENT(4)) == -1 || puts("") == EOF))
		err(EXIT_OURS, "stdout");
	if (fflush(stdout) == EOF)
		err(EXIT_OURS, "stdout");
	json_decref(all);
	return EXIT_SUCCESS;
}

static void
must_open_cgroup(struct cgroup *cgroup, const char *name)
{
	if (record_cgroup(name, cgroup) == -1)
		errx(EXIT_OURS, "%s", cgroup_strerror());
}

/* ps(1) prints what processes call themselves: it passes ours (output.h). */
static int
show_output(char *const argv[])
{
	char text[4096];
	int ends[2], status;
	ssize_t n;

	if (pipe2(ends, O_CLOEXEC) == -1)
		err(EXIT_OURS, "a pipe");
	pid_t pid = fork();
	if (pid == 0) {
		if (dup2(ends[1], STDOUT_FILENO) == -1)
			err(EXIT_OURS, "a pipe");
		execvp(argv[0], argv);
		err(EXIT_NOT_FOUND, "ps(1), of the package procps");
	}
	close(ends[1]);
	while ((n = read(ends[0], text, sizeof(text))) > 0)
		fwrite(text, 1, n, stdout);
	if (pid == -1 || waitpid(pid, &status, 0) == -1)
		err(EXIT_OURS, "a process for ps(1)");
	if (fflush(stdout) == EOF)
		err(EXIT_OURS, "stdout");
	return command_status(status);
}

int
docker_top(int argc, char *argv[])
{
	static pid_t pids[PIDS_MAX];
	struct docker_options r;
	struct record d;
	struct cgroup cgroup;
	char list[PIDS_MAX * 8] = "", *ps[64] = { "ps", "-p", list };
	size_t used = 0;

	docker_options(
	    &r, argc, argv, "", "top CONTAINER [options of ps...]", 1, 60);
	docker_must_run(&d, r.names[0]);
	must_open_cgroup(&cgroup, r.names[0]);
	ssize_t n = cgroup_pids(&cgroup, pids, PIDS_MAX);
	for (ssize_t i = 0; i < n && i < PIDS_MAX && used < sizeof(list); i++)
		used += snprintf(list + used, sizeof(list) - used, "%s%d",
		    i > 0 ? "," : "", (int)pids[i]);
	if (r.count == 1)
		ps[3] = "-f";
	for (int i = 1; i < r.count; i++)
		ps[2 + i] = r.names[i];
	record_close(&d);
	return show_output(ps);
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

/* One more name, where it runs and there is room. */
static void
add_running(const char *id, void *data)
{
	struct docker_options *r = data;
	struct record d;

	if (record_open(&d, id) == -1)
		return;
	if (d.pid != 0 && r->count < STATS_MAX)
		r->names[r->count++] = strdup(id);
	record_close(&d);
}

/* Each picture replaces the last. This is for the terminal: past stdio(3). */
static void
clear_terminal(void)
{
	static const char clear[] = "\033[H\033[2J";

	if (write(STDOUT_FILENO, clear, strlen(clear)) == -1)
		err(EXIT_OURS, "stdout");
}

int
docker_stats(int argc, char *argv[])
{
	static char *all[STATS_MAX + 1];
	struct docker_options r;

	docker_options(&r, argc, argv, "1",
	    "stats [--no-stream] [CONTAINER...]", 0, STATS_MAX);
	if (r.count == 0) {
		r.names = all;
		state_each(add_running, &r);
	}
	struct cgroup cgroups[STATS_MAX] = { 0 };
	struct cgroup_stats last[STATS_MAX];
	for (int i = 0; i < r.count; i++) {
		struct record d;
		docker_must_run(&d, r.names[i]);
		must_open_cgroup(&cgroups[i], r.names[i]);
		cgroup_stat(&cgroups[i], &last[i]);
		record_close(&d);
	}
	do {
		double seconds = r.set['1'] ? 0.2 : 1;
		usleep(seconds * 1000000);
		if (!r.set['1'] && isatty(STDOUT_FILENO))
			clear_terminal();
		printf("%-16s %7s %9s %6s %9s %9s\n", "NAME", "CPU", "MEMORY",
		    "PIDS", "READ", "WRITTEN");
		for (int i = 0; i < r.count; i++)
			show_stats(r.names[i], &cgroups[i], &last[i], seconds);
		fflush(stdout);
	} while (!r.set['1'] && r.count > 0 &&
		 access(cgroups[0].at[CGROUP_CORE].version
			    ? cgroups[0].at[CGROUP_CORE].path
			    : cgroups[0].at[CGROUP_PIDS].path,
		     F_OK) == 0);
	return EXIT_SUCCESS;
}
