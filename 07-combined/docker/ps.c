/*
 * combined ps: which containers there are.
 */
#include "07-combined/docker/docker_options.h"
#include "07-combined/docker/format.h"
#include "07-combined/docker/ps_row.h"
#include "07-combined/docker/timestamp.h"
#include "07-combined/store/state.h"
#include "common/columns.h"
#include "common/exits.h"
#include "common/list.h"
#include "common/options.h"
#include "common/parse.h"

#include <err.h>
#include <fcntl.h>
#include <regex.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* label=NAME or label=NAME=VALUE */
static bool
has_label(const struct record *d, const char *wanted)
{
	char *value;
	const char *name = options_split(wanted, '=', &value);
	const char *found =
	    json_string_value(json_object_get(ps_labels(d), name));

	return found != NULL && (value == NULL || strcmp(found, value) == 0);
}

/* A regular expression, anywhere in the name; one that is none is the name. */
static bool
has_name(const struct record *d, const char *pattern)
{
	char with_slash[300];
	regex_t regex;

	/* As docker keeps names, and as it shows them. */
	snprintf(with_slash, sizeof(with_slash), "/%s", d->name);
	if (regcomp(&regex, pattern, REG_EXTENDED | REG_NOSUB) != 0)
		return strcmp(d->name, pattern) == 0;
	bool found = regexec(&regex, d->name, 0, NULL, 0) == 0 ||
		     regexec(&regex, with_slash, 0, NULL, 0) == 0;
	regfree(&regex);
	return found;
}

static bool
has_status(const struct record *d, const char *word)
{
	return strcmp(record_status_word(d), word) == 0;
}

static bool
has_ended_with(const struct record *d, const char *number)
{
	long long status;

	return d->pid == 0 && parse_number(number, 0, 255, &status) == 0 &&
	       record_status(d) == status;
}

/* With its tag, or without ":latest". */
static bool
has_image(const struct record *d, const char *name)
{
	const char *image = record_text(d, "Image");
	size_t length = strlen(name);

	return strncmp(image, name, length) == 0 &&
	       (image[length] == '\0' ||
		   strcmp(image + length, ":latest") == 0);
}

static const struct filter {
	const char *key;
	bool (*matches)(const struct record *d, const char *value);
	bool each; /* of several all have to match, not one of them */
	bool all;  /* asks for those that have ended, too */
} filters[] = {
	{ "name", has_name, false, false },
	{ "id", has_name, false, false },
	{ "status", has_status, false, true },
	{ "exited", has_ended_with, false, true },
	{ "ancestor", has_image, false, false },
	{ "label", has_label, true, false },
};

#define FILTERS (sizeof(filters) / sizeof(filters[0]))

/* Splits "KEY=VALUE". Exits 125 where it is none. */
static const struct filter *
find_filter(const char *text, const char **value)
{
	char *right;
	char *key = options_split(text, '=', &right);

	if (right == NULL)
		options_wrong("--filter: '%s' is not NAME=VALUE", text);
	*value = text + (right - key);
	for (size_t i = 0; i < FILTERS; i++) {
		if (strcmp(filters[i].key, key) != 0)
			continue;
		free(key);
		return &filters[i];
	}
	options_wrong("--filter: '%s' is none of name, id, status, exited, "
		      "ancestor, label",
	    key);
}

/* Before the first container: a mistake is one, whether there is any. */
static void
check_filters(const struct docker_options *r)
{
	static const char *const words[] = { "created", "restarting", "running",
		"removing", "paused", "exited", "dead" };
	const char *value;
	long long number;

	for (size_t i = 0; i < r->nfilters; i++) {
		const struct filter *f = find_filter(r->filters[i], &value);
		size_t known = 0;

		while (known < 7 && strcmp(words[known], value) != 0)
			known++;
		if (f->matches == has_status && known == 7)
			options_wrong("--filter: '%s' is not a status", value);
		if (f->matches == has_ended_with &&
		    parse_number(value, INT32_MIN, INT32_MAX, &number) == -1)
			options_wrong(
			    "--filter: '%s' is not an exit status", value);
	}
}

/* Does one of the filters with this key match, or where each has to, each? */
static bool
matches(const struct record *d, const struct docker_options *r,
    const struct filter *wanted)
{
	bool asked = false, one = false, each = true;
	const char *value;

	for (size_t i = 0; i < r->nfilters; i++) {
		if (find_filter(r->filters[i], &value) != wanted)
			continue;
		bool good = wanted->matches(d, value);
		asked = true;
		one |= good;
		each &= good;
	}
	return !asked || (wanted->each ? each : one);
}

/* Those that run; or all, which to ask for a status means, too. */
static bool
is_wanted(const struct record *d, const struct docker_options *r)
{
	bool all = r->set['a'];
	const char *value;

	for (size_t i = 0; i < FILTERS; i++)
		if (!matches(d, r, &filters[i]))
			return false;
	for (size_t i = 0; i < r->nfilters; i++)
		all |= find_filter(r->filters[i], &value)->all;
	return all || d->pid != 0;
}

#define TABLE                                                                  \
	"{{.Names}}\t{{.Pid}}\t{{.Image}}\t{{.Command}}\t{{.Status}}\t"        \
	"{{.RunningFor}}\t{{.Address}}\t{{.Ports}}"

/* A container that is listed, with what puts it into its order. */
struct listed {
	char *id;
	struct timespec written; /* its state, when it was created */
};

struct listing {
	const struct docker_options *options;
	struct format_choice format;
	struct listed *all;
	size_t n;
};

/* More exact than "Created", which has seconds. */
static void
get_time(const char *id, struct timespec *when)
{
	struct stat st;
	int fd = state_open(id, "state.json", O_PATH);

	if (fd != -1 && fstat(fd, &st) == 0)
		*when = st.st_mtim;
	if (fd != -1)
		close(fd);
}

static void
add(const char *id, void *data)
{
	struct listing *l = data;
	struct record d;

	if (record_open(&d, id) == -1)
		return;
	if (is_wanted(&d, l->options)) {
		struct listed one = { .id = strdup(id) };
		get_time(id, &one.written);
		if (one.id == NULL || LIST_ADD(l->all, l->n, &one) == -1)
			err(EXIT_OURS, "out of memory");
	}
	record_close(&d);
}

/* The newest first, as docker. */
static int
compare(const void *left, const void *right)
{
	const struct listed *one = left, *other = right;

	return moment_compare(&other->written, &one->written);
}

static void
show(const struct listing *l, const char *id, struct columns *columns)
{
	struct record d;

	if (l->options->set['q']) {
		puts(id);
		return;
	}
	if (record_open(&d, id) == -1)
		return;
	json_t *row = ps_row(&d, l->format.usual, l->options->set['u']);
	json_t *labels = json_incref(ps_labels(&d));
	record_close(&d);
	format_add(&l->format, columns, row, labels);
	json_decref(labels);
}

/* -n N and -l: the last created, whether they run or not; 0: all. */
static size_t
how_many(const struct docker_options *r)
{
	long long n = -1;

	if (r->set['N'] && parse_number(r->value['N'], -1, INT32_MAX, &n) == -1)
		options_wrong("--last: '%s' is not a number", r->value['N']);
	if (r->set['l'])
		n = 1;
	return n > 0 ? n : 0;
}

int
docker_ps(int argc, char *argv[])
{
	struct docker_options r;
	struct listing l = { .options = &r };
	struct columns columns = { 0 };

	docker_options(&r, argc, argv, "aqFmNlu",
	    "ps [-a] [-q] [-l] [-n N] [-f FILTER] [--format TEMPLATE]", 0, 0);
	check_filters(&r);
	size_t last = how_many(&r);
	if (last > 0)
		r.set['a'] = true;
	format_choose(&l.format, r.set['m'] ? r.value['m'] : NULL, TABLE);
	if (state_each(add, &l) == -1)
		err(EXIT_OURS, "%s", state_root());
	if (l.n > 0)
		qsort(l.all, l.n, sizeof(*l.all), compare);
	if (l.format.table && !r.set['q'])
		format_add_headings(
		    &l.format, &columns, ps_headings(l.format.usual));
	for (size_t i = 0; i < l.n && (last == 0 || i < last); i++)
		show(&l, l.all[i].id, &columns);
	columns_print(&columns);
	return EXIT_SUCCESS;
}
