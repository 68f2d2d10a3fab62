/*
 * combined ps: which containers there are.
 */
#include "07-combined/docker/docker_options.h"
#include "07-combined/docker/format.h"
#include "07-combined/store/state.h"
#include "common/exits.h"
#include "common/options.h"
#include "common/text.h"

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

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
created(const struct record *d)
{
	struct tm tm = { 0 };
	const char *text = record_text(d, "Created");

	return strptime(text, "%Y-%m-%dT%H:%M:%SZ", &tm) ? timegm(&tm) : 0;
}

const char *
record_status_word(const struct record *d)
{
	if (d->pid != 0)
		return d->paused ? "paused" : "running";
	return record_status(d) == -1 ? "created" : "exited";
}

static const char *
describe(const struct record *d, char *text, size_t size)
{
	char age[64];
	time_t now = time(NULL);

	if (d->pid != 0)
		snprintf(text, size, "Up %s%s",
		    duration(now - created(d), age, sizeof(age)),
		    d->paused ? " (Paused)" : "");
	else if (record_status(d) == -1)
		snprintf(text, size, "Created");
	else
		snprintf(text, size, "Exited (%d) %s ago", record_status(d),
		    duration(now - record_finished_at(d), age, sizeof(age)));
	return text;
}

/* "8080->80/tcp" of each port. */
static const char *
ports_text(const struct record *d, char *text, size_t size)
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

/* The command and its arguments, in one line. */
static const char *
command_text(const struct record *d, char *text, size_t size)
{
	json_t *args = json_object_get(d->state, "Args"), *word;
	size_t i;

	snprintf(text, size, "%s", record_text(d, "Path"));
	json_array_foreach (args, i, word) {
		size_t used = strlen(text);
		snprintf(
		    text + used, size - used, " %s", json_string_value(word));
	}
	return text;
}

static json_t *
labels_of(const struct record *d)
{
	return json_object_get(json_object_get(d->state, "Config"), "Labels");
}

/* With the keys that `docker ps --format` has. */
static json_t *
row_of(const struct record *d)
{
	char command[200], status[64], ports[256];

	return json_pack("{ss, ss, ss, si, ss, ss, ss, ss, ss}", "ID", d->name,
	    "Names", d->name, "Image", text_shown(record_text(d, "Image")),
	    "Pid", (int)d->pid, "Command",
	    text_shown(command_text(d, command, sizeof(command))), "Status",
	    describe(d, status, sizeof(status)), "State", record_status_word(d),
	    "Address", record_text(d, "NetworkSettings.IPAddress"), "Ports",
	    ports_text(d, ports, sizeof(ports)));
}

/* label=NAME or label=NAME=VALUE */
static bool
has_label(const struct record *d, const char *wanted)
{
	char *value;
	const char *name = options_split(wanted, '=', &value);
	const char *found =
	    json_string_value(json_object_get(labels_of(d), name));

	return found != NULL && (value == NULL || strcmp(found, value) == 0);
}

static bool
matches(const struct record *d, const char *filter)
{
	char *value;
	const char *key = options_split(filter, '=', &value);

	if (value == NULL)
		options_wrong("--filter: '%s' is no NAME=VALUE", filter);
	if (strcmp(key, "name") == 0 || strcmp(key, "id") == 0)
		return strstr(d->name, value) != NULL;
	if (strcmp(key, "status") == 0)
		return strcmp(record_status_word(d), value) == 0;
	if (strcmp(key, "ancestor") == 0)
		return strcmp(record_text(d, "Image"), value) == 0;
	if (strcmp(key, "label") == 0)
		return has_label(d, value);
	options_wrong("--filter: '%s' is none of name, id, status, ancestor, "
		      "label",
	    key);
}

/* Those that run; or all, which to ask for a status means, too. */
static bool
is_wanted(const struct record *d, const struct docker_options *r)
{
	bool all = r->set['a'];

	for (size_t i = 0; i < r->nfilters; i++) {
		if (!matches(d, r->filters[i]))
			return false;
		all |= strncmp(r->filters[i], "status=", 7) == 0;
	}
	return all || d->pid != 0;
}

static const char *
text_of(json_t *row, const char *key)
{
	return json_string_value(json_object_get(row, key));
}

static void
show_row(json_t *row)
{
	char command[25];

	text_line(command, sizeof(command), text_of(row, "Command"));
	printf("%-16s %-8d %-16s %-24s %-26s %-14s %s\n", text_of(row, "Names"),
	    (int)json_integer_value(json_object_get(row, "Pid")),
	    text_of(row, "Image"), command, text_of(row, "Status"),
	    text_of(row, "Address"), text_of(row, "Ports"));
}

static void
show(const char *id, void *data)
{
	const struct docker_options *r = data;
	struct record d;

	if (record_open(&d, id) == -1)
		return;
	json_t *row = is_wanted(&d, r) ? row_of(&d) : NULL;
	if (row != NULL && r->set['q'])
		puts(id);
	else if (row != NULL && r->set['m'])
		docker_format(r->value['m'], row);
	else if (row != NULL)
		show_row(row);
	json_decref(row);
	record_close(&d);
}

int
docker_ps(int argc, char *argv[])
{
	struct docker_options r;

	docker_options(&r, argc, argv, "aqFm",
	    "ps [-a] [-q] [-f FILTER] [--format TEMPLATE]", 0, 0);
	if (!r.set['q'] && !r.set['m'])
		printf("%-16s %-8s %-16s %-24s %-26s %-14s %s\n", "NAME", "PID",
		    "IMAGE", "COMMAND", "STATUS", "ADDRESS", "PORTS");
	if (state_each(show, &r) == -1)
		err(EXIT_OURS, "%s", state_root());
	return EXIT_SUCCESS;
}
