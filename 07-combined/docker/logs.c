/*
 * combined logs: what a container in the background has written.
 */
#include "07-combined/docker/logs.h"
#include "07-combined/docker/docker_options.h"
#include "07-combined/docker/log_reader.h"
#include "07-combined/docker/timestamp.h"
#include "common/exits.h"
#include "common/options.h"
#include "common/parse.h"

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What is to be shown of the log, and how far it has been. */
struct view {
	struct timespec since, until; /* 0: not asked for */
	bool times;                   /* each line begins with its */
	long long skip;               /* lines */
	FILE *to[2];                  /* stdout and stderr */
	bool inside[2];               /* of a line of which more is to come */
	bool skipped[2];              /* and which is not shown */
	int last;                     /* which was written to */
};

void
docker_open_log(const struct record *d, struct log_reader *reader)
{
	const char *path = record_text(d, "LogPath");

	if (path[0] == '\0')
		errx(EXIT_OURS,
		    "%s: it keeps no log: only run -d does, without "
		    "--log-driver none",
		    d->name);
	if (log_reader_open(reader, path) == -1)
		err(EXIT_OURS, "%s", path);
}

static int
stream_of(json_t *object)
{
	const char *name = json_string_value(json_object_get(object, "stream"));

	return name != NULL && strcmp(name, "stderr") == 0;
}

static bool
ends_line(json_t *object)
{
	json_t *text = json_object_get(object, "log");
	size_t length = json_string_length(text);

	return length > 0 && json_string_value(text)[length - 1] == '\n';
}

static bool
is_in_time(const struct view *v, const char *time)
{
	struct timespec when;

	if (time == NULL || moment_parse(time, &when) == -1)
		return true;
	return moment_compare(&when, &v->since) >= 0 &&
	       (v->until.tv_sec == 0 || moment_compare(&when, &v->until) <= 0);
}

static void
show(struct view *v, json_t *object)
{
	int stream = stream_of(object);
	json_t *text = json_object_get(object, "log");
	const char *time = json_string_value(json_object_get(object, "time"));

	if (!v->inside[stream])
		v->skipped[stream] = v->skip-- > 0 || !is_in_time(v, time);
	bool begins = !v->inside[stream];
	v->inside[stream] = !ends_line(object);
	if (v->skipped[stream])
		return;
	/* Both streams may lead to the same file: keep the order of the log. */
	if (stream != v->last)
		fflush(v->to[v->last]);
	v->last = stream;
	if (v->times && begins && time != NULL)
		fprintf(v->to[stream], "%s ", time);
	fwrite(json_string_value(text), 1, json_string_length(text),
	    v->to[stream]);
}

static void
show_all(struct view *v, struct log_reader *reader)
{
	json_t *object;

	while ((object = log_reader_next(reader)) != NULL) {
		show(v, object);
		json_decref(object);
	}
	if (fflush(v->to[v->last]) == EOF)
		err(EXIT_OURS, "standard output");
}

/*
 * A terminal gets what it can show (output.h), a file or a pipe all as it was.
 */
static void
open_streams(struct view *v)
{
	FILE *const shown[] = { stdout, stderr };

	for (int i = 0; i < 2; i++) {
		v->to[i] = isatty(1 + i) ? shown[i] : fdopen(1 + i, "w");
		if (v->to[i] == NULL)
			err(EXIT_OURS, "stdout and stderr");
	}
}

void
docker_follow(const struct record *d, struct log_reader *reader)
{
	struct view v = { 0 };

	open_streams(&v);
	/* Look for the end first: all output is in the log by then. */
	for (bool ended = false; !ended;) {
		ended = record_wait(d, 100);
		show_all(&v, reader);
	}
}

/* How many lines there are, so that all but the last few can be skipped. */
static long long
count_lines(const struct record *d)
{
	struct log_reader reader;
	bool inside[2] = { false };
	long long lines = 0;
	json_t *object;

	docker_open_log(d, &reader);
	while ((object = log_reader_next(&reader)) != NULL) {
		lines += !inside[stream_of(object)];
		inside[stream_of(object)] = !ends_line(object);
		json_decref(object);
	}
	log_reader_close(&reader);
	return lines;
}

static void
take_moment(const struct docker_options *r, char key, const char *name,
    struct timespec *when)
{
	if (r->set[(int)key] && moment_parse(r->value[(int)key], when) == -1)
		options_wrong("--%s: '%s' is not a time (10m, "
			      "2026-01-31T12:00:00, or seconds since 1970)",
		    name, r->value[(int)key]);
}

static bool
is_over(const struct view *v)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return v->until.tv_sec != 0 && moment_compare(&now, &v->until) > 0;
}

int
docker_logs(int argc, char *argv[])
{
	struct view v = { 0 };
	struct log_reader reader;
	struct docker_options r;
	struct record d;
	long long tail;

	docker_options(&r, argc, argv, "wnSUT",
	    "logs [-f] [-n LINES] [-t] [--since TIME] [--until TIME] CONTAINER",
	    1, 1);
	/* What is not a number is docker's "all", as a negative number is. */
	bool all = !r.set['n'] ||
		   parse_number(r.value['n'], 0, INT64_MAX, &tail) == -1;
	take_moment(&r, 'S', "since", &v.since);
	take_moment(&r, 'U', "until", &v.until);
	v.times = r.set['T'];
	docker_must_open(&d, r.names[0]);
	v.skip = all ? 0 : count_lines(&d) - tail;
	docker_open_log(&d, &reader);
	open_streams(&v);
	show_all(&v, &reader);
	for (bool ended = !r.set['w']; !ended && !is_over(&v);) {
		ended = record_wait(&d, 100);
		show_all(&v, &reader);
	}
	log_reader_close(&reader);
	record_close(&d);
	return EXIT_SUCCESS;
}
