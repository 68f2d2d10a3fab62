#include "07-combined/docker/ps_row.h"

#include "07-combined/docker/timestamp.h"
#include "07-combined/template/template_value.h"
#include "common/exits.h"
#include "common/file.h"
#include "common/text.h"

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

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
		    duration_text(now - created(d), age, sizeof(age)),
		    d->paused ? " (Paused)" : "");
	else if (record_status(d) == -1)
		snprintf(text, size, "Created");
	else
		snprintf(text, size, "Exited (%d) %s ago", record_status(d),
		    duration_text(
			now - record_finished_at(d), age, sizeof(age)));
	return text;
}

static FILE *
begin(char **text)
{
	static size_t size;
	FILE *out = open_memstream(text, &size);

	if (out == NULL)
		err(EXIT_OURS, "out of memory");
	return out;
}

/* What was written, on one line. */
static json_t *
end(FILE *out, char **text)
{
	if (file_end_memstream(out, text) == NULL)
		err(EXIT_OURS, "out of memory");
	json_t *value = json_string(text_shown(*text));
	free(*text);
	return value;
}

static const char *
text_of(json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text != NULL ? text : "";
}

/* "0.0.0.0:8080->80/tcp" of each port. */
static json_t *
ports_of(const struct record *d)
{
	json_t *ports = json_object_get(
		   json_object_get(d->state, "NetworkSettings"), "Ports"),
	       *list, *port;
	const char *inside, *comma = "";
	char *text;
	FILE *out = begin(&text);
	size_t i;

	json_object_foreach (ports, inside, list)
		json_array_foreach (list, i, port) {
			fprintf(out, "%s%s:%s->%s", comma,
			    text_of(port, "HostIp"), text_of(port, "HostPort"),
			    inside);
			comma = ", ";
		}
	return end(out, &text);
}

/* The command and its arguments. */
static json_t *
command_of(const struct record *d, bool whole)
{
	json_t *args = json_object_get(d->state, "Args"), *word;
	char *text, beginning[25];
	FILE *out = begin(&text);
	size_t i;

	fputs(record_text(d, "Path"), out);
	json_array_foreach (args, i, word)
		fprintf(out, " %s", json_string_value(word));
	json_t *value = end(out, &text);
	if (whole)
		return value;
	text_line(beginning, sizeof(beginning), json_string_value(value));
	json_decref(value);
	return json_string(beginning);
}

json_t *
ps_labels(const struct record *d)
{
	return json_object_get(json_object_get(d->state, "Config"), "Labels");
}

/* "a=1,b=2", in the order of the names. */
static json_t *
labels_of(const struct record *d)
{
	json_t *labels = ps_labels(d);
	const char **names = value_keys(labels);
	char *text;
	FILE *out = begin(&text);

	for (size_t i = 0; names != NULL && names[i] != NULL; i++)
		fprintf(out, "%s%s=%s", i > 0 ? "," : "", names[i],
		    text_of(labels, names[i]));
	free(names);
	return end(out, &text);
}

/* Names of volumes, and what else is mounted; of a long one the beginning. */
static json_t *
mounts_of(const struct record *d, bool whole)
{
	json_t *mounts = json_object_get(d->state, "Mounts"), *mount;
	char *text;
	FILE *out = begin(&text);
	size_t i;

	json_array_foreach (mounts, i, mount) {
		const char *name = text_of(mount, "Name");
		const char *shown = name[0] ? name : text_of(mount, "Source");
		bool cut = !whole && strlen(shown) > 15;

		fprintf(out, "%s%.*s%s", i > 0 ? "," : "",
		    cut ? 14 : (int)strlen(shown), shown, cut ? "…" : "");
	}
	return end(out, &text);
}

static json_t *
volumes_of(const struct record *d)
{
	json_t *mounts = json_object_get(d->state, "Mounts"), *mount;
	size_t i, n = 0;

	json_array_foreach (mounts, i, mount)
		n += strcmp(text_of(mount, "Type"), "volume") == 0;
	return json_sprintf("%zu", n);
}

json_t *
ps_row(const struct record *d, bool usual, bool whole)
{
	char status[96], age[64], at[MOMENT_SIZE], ago[80];
	time_t when = created(d);

	duration_text(time(NULL) - when, age, sizeof(age));
	snprintf(ago, sizeof(ago), "%s ago", age);
	return json_pack("{ss, ss, ss, si, so, ss, ss, ss, so, ss, ss, so, ss, "
			 "so, so}",
	    "ID", d->name, "Names", d->name, "Image",
	    text_shown(record_text(d, "Image")), "Pid", (int)d->pid, "Command",
	    command_of(d, whole || !usual), "Status",
	    describe(d, status, sizeof(status)), "State", record_status_word(d),
	    "Address", record_text(d, "NetworkSettings.IPAddress"), "Ports",
	    ports_of(d), "CreatedAt", moment_text(when, at), "RunningFor", ago,
	    "Labels", labels_of(d), "Networks",
	    record_text(d, "HostConfig.NetworkMode"), "Mounts",
	    mounts_of(d, whole), "LocalVolumes", volumes_of(d));
}

json_t *
ps_headings(bool usual)
{
	return json_pack("{ss, ss, ss, ss, ss, ss, ss, ss, ss, ss, ss, ss, ss, "
			 "ss, ss}",
	    "ID", "CONTAINER ID", "Names", usual ? "NAME" : "NAMES", "Image",
	    "IMAGE", "Pid", "PID", "Command", "COMMAND", "Status", "STATUS",
	    "State", "STATE", "Address", "ADDRESS", "Ports", "PORTS",
	    "CreatedAt", "CREATED AT", "RunningFor", "CREATED", "Labels",
	    "LABELS", "Networks", "NETWORKS", "Mounts", "MOUNTS",
	    "LocalVolumes", "LOCAL VOLUMES");
}
