/*
 * The commands that look into a container: inspect, top.
 */
#include "07-combined/docker/container_pids.h"
#include "07-combined/docker/docker_options.h"
#include "07-combined/docker/format.h"
#include "07-combined/docker/inspect_defaults.h"
#include "07-combined/store/state.h"
#include "07-combined/template/template.h"
#include "common/columns.h"
#include "common/command.h"
#include "common/exits.h"
#include "common/failure.h"
#include "common/file.h"
#include "common/output.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

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

/* "json" stands for all of it, in a line. Exits as docker where it is wrong. */
static void
read_template(struct template **template, const char *text)
{
	if (strcmp(text, "json") == 0)
		text = "{{json .}}";
	*template = template_parse(text);
	if (*template != NULL)
		return;
	if (errno != 0)
		err(EXIT_OURS, "--format");
	errx(EXIT_TEMPLATE, "template parsing error: %s", failure_text());
}

/* As docker: where there is a mistake, an empty line. Returns 0, or -1. */
static int
show_formatted(const struct template *template, json_t *state)
{
	char *text =
	    template_run(template, &(struct template_data){ .dot = state });

	if (text == NULL && errno != 0)
		err(EXIT_OURS, "--format");
	puts(text != NULL ? text : "");
	if (text == NULL)
		warnx("template parsing error: %s", failure_text());
	free(text);
	return text != NULL ? 0 : -1;
}

int
docker_inspect(int argc, char *argv[])
{
	struct docker_options r;
	struct template *template = NULL;
	json_t *all = json_array();
	int status = EXIT_SUCCESS;

	docker_options(
	    &r, argc, argv, "MY", "inspect [-f TEMPLATE] CONTAINER...", 1, -1);
	if (r.set['Y'] && strcmp(r.value['Y'], "container") != 0)
		errx(EXIT_OURS,
		    "inspect --type %s: not supported (inspect shows "
		    "containers)",
		    r.value['Y']);
	if (r.set['M'])
		read_template(&template, r.value['M']);
	for (char **name = r.names; *name != NULL; name++) {
		struct record d;

		/* As docker: the others are shown. */
		if (!docker_opens(&d, *name)) {
			status = EXIT_OURS;
			continue;
		}
		json_object_set_new(d.state, "State", state_of(&d));
		json_object_del(d.state, "Process");
		inspect_add_defaults(d.state);
		if (template != NULL &&
		    show_formatted(template, d.state) == -1 &&
		    status == EXIT_SUCCESS)
			status = EXIT_FAILURE;
		json_array_append(all, d.state);
		record_close(&d);
	}
	/* As docker: an empty line where there was nothing to show. */
	if (template != NULL && json_array_size(all) == 0)
		puts("");
	if (!r.set['M'] &&
	    (json_dumpf(all, stdout, JSON_INDENT(4)) == -1 || puts("") == EOF))
		err(EXIT_OURS, "stdout");
	output_finish();
	json_decref(all);
	return status;
}

/* What ps(1) prints, to be freed. Sets its exit status. */
static char *
output_of(char *const argv[], int *status)
{
	char part[4096], *text;
	size_t size;
	int ends[2], how;
	ssize_t n;
	FILE *all = open_memstream(&text, &size);

	if (all == NULL || pipe2(ends, O_CLOEXEC) == -1)
		err(EXIT_OURS, "a pipe");
	pid_t pid = fork();
	if (pid == 0) {
		if (dup2(ends[1], STDOUT_FILENO) == -1)
			err(EXIT_OURS, "a pipe");
		execvp(argv[0], argv);
		err(EXIT_NOT_FOUND, "ps(1), of the package procps");
	}
	close(ends[1]);
	while ((n = read(ends[0], part, sizeof(part))) > 0)
		fwrite(part, 1, n, all);
	close(ends[0]);
	if (pid == -1 || waitpid(pid, &how, 0) == -1)
		err(EXIT_OURS, "a process for ps(1)");
	*status = command_status(how);
	if (file_end_memstream(all, &text) == NULL)
		err(EXIT_OURS, "out of memory");
	return text;
}

#define SPACE " \t"

/* The number of words in a line; the number of the one called PID, or -1. */
static int
count_titles(const char *line, int *pid_title)
{
	int n = 0;

	*pid_title = -1;
	for (line += strspn(line, SPACE); *line != '\0'; n++) {
		size_t length = strcspn(line, SPACE);

		if (length == 3 && strncmp(line, "PID", 3) == 0)
			*pid_title = n;
		line += length;
		line += strspn(line, SPACE);
	}
	return n;
}

/* A line with tabs between its words, of which the last has all the rest. */
static char *
separate(const char *line, int words)
{
	char *text = strdup(line + strspn(line, SPACE)), *at = text;

	if (text == NULL)
		err(EXIT_OURS, "out of memory");
	for (int i = 1; i < words; i++) {
		char *end = at + strcspn(at, SPACE);
		size_t space = strspn(end, SPACE);

		if (end[space] == '\0')
			break;
		*end = '\t';
		memmove(end + 1, end + space, strlen(end + space) + 1);
		at = end + 1;
	}
	return text;
}

/* A line about one of these; "-", which is a thread, belongs to the last. */
static bool
is_of(const char *line, int pid_title, const pid_t *pids, ssize_t n, bool last)
{
	for (int i = 0; i < pid_title; i++)
		line += strcspn(line, "\t") + (strchr(line, '\t') != NULL);
	long pid = strtol(line, NULL, 10);
	for (ssize_t i = 0; i < n; i++)
		if (pids[i] == pid)
			return true;
	return strncmp(line, "-\t", 2) == 0 && last;
}

/*
 * As docker: whatever processes the options of ps(1) ask for, those of the
 * container, in columns.
 */
static void
show_processes(char *text, const pid_t *pids, ssize_t n)
{
	struct columns columns = { .width_min = 20 };
	int titles, pid_title;
	bool shown = false;
	char *line = strsep(&text, "\n");

	titles = count_titles(line, &pid_title);
	if (pid_title == -1)
		errx(EXIT_OURS, "ps(1) was told to print no PID (-o pid)");
	columns_add(&columns, separate(line, titles));
	while ((line = strsep(&text, "\n")) != NULL && *line != '\0') {
		char *words = separate(line, titles);

		shown = is_of(words, pid_title, pids, n, shown);
		if (shown)
			columns_add(&columns, words);
		else
			free(words);
	}
	columns_print(&columns);
	output_finish();
}

int
docker_top(int argc, char *argv[])
{
	struct docker_options r;
	struct record d;
	char *list, *ps[64] = { "ps", "-p" };
	pid_t *pids;
	size_t size;
	int status;

	docker_options(
	    &r, argc, argv, "+", "top CONTAINER [options of ps...]", 1, 60);
	docker_must_run(&d, r.names[0]);
	ssize_t n = container_pids(&d, &pids);
	if (n == -1)
		err(EXIT_OURS, "the processes of %s", r.names[0]);
	FILE *out = open_memstream(&list, &size);
	for (ssize_t i = 0; out != NULL && i < n; i++)
		fprintf(out, "%s%d", i > 0 ? "," : "", (int)pids[i]);
	ps[2] = out != NULL ? file_end_memstream(out, &list) : NULL;
	if (ps[2] == NULL)
		err(EXIT_OURS, "out of memory");
	if (r.count == 1)
		ps[3] = "-f";
	for (int i = 1; i < r.count; i++)
		ps[2 + i] = r.names[i];
	record_close(&d);
	char *text = output_of(ps, &status);
	if (status == EXIT_SUCCESS)
		show_processes(text, pids, n);
	free(text);
	free(pids);
	return status;
}
