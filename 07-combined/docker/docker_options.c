#include "07-combined/docker/docker_options.h"

#include "07-combined/docker/refused.h"
#include "07-combined/store/state.h"
#include "common/exits.h"
#include "common/list.h"
#include "common/options.h"
#include "common/parse.h"

#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	char key, letter;
	const char *name, *value, *help;
} all[] = {
	{ 'a', 'a', "all", NULL, "also those that have ended" },
	{ 'q', 'q', "quiet", NULL, "their names alone" },
	{ 'Q', 'q', "quiet", NULL, "do not say what is copied" },
	{ 'f', 'f', "force", NULL, "kill it first" },
	{ 'V', 'v', "volumes", NULL,
	    "no effect: its volumes without a name always go" },
	{ 'w', 'f', "follow", NULL, "go on until it ends" },
	{ 't', 't', "timeout", "SECONDS",
	    "until it is killed (10); -1: never" },
	{ 't', 0, "time", "SECONDS", NULL }, /* as docker: the older word */
	{ 's', 's', "signal", "SIGNAL", "a name or a number" },
	{ '1', 0, "no-stream", NULL, "once, not each second" },
	{ 'o', 'o', "output", "FILE", "write there, not to stdout" },
	{ 'F', 'f', "filter", "WHAT=VALUE",
	    "name, status, ancestor, label ..." },
	{ 'm', 0, "format", "TEMPLATE", "such as '{{.Names}}'" },
	{ 'N', 'n', "last", "N", "the last N created, running or not" },
	{ 'l', 'l', "latest", NULL, "the last one created" },
	{ 'u', 0, "no-trunc", NULL, "commands in their full length" },
	{ 'M', 'f', "format", "TEMPLATE", "such as '{{.State.Pid}}'" },
	{ 'n', 'n', "tail", "LINES", "only so many from the end" },
	{ 'T', 't', "timestamps", NULL, "when each line was written" },
	{ 'S', 0, "since", "TIME", "not what was before: 10m, a date" },
	{ 'U', 0, "until", "TIME", "not what was after" },
	{ 'x', 0, "fix", NULL, "remove what is found" },
	{ 'v', 0, "verbose", NULL, "also what skopeo(1) says" },
	{ 'd', 0, "dot", NULL, "a graph, for dot(1)" },
	{ 'Y', 0, "type", "TYPE", "container: the only one" },
};

#define ALL (sizeof(all) / sizeof(all[0]))

static char *
make_help(const char *keys, const char *usage)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (out == NULL)
		err(EXIT_OURS, "out of memory");
	fprintf(out, "Usage: combined %s\n\n", usage);
	for (size_t i = 0; i < ALL; i++) {
		char left[64];

		if (strchr(keys, all[i].key) == NULL || all[i].help == NULL)
			continue;
		snprintf(left, sizeof(left), "  %c%c%c --%s %s",
		    all[i].letter ? '-' : ' ',
		    all[i].letter ? all[i].letter : ' ',
		    all[i].letter ? ',' : ' ', all[i].name,
		    all[i].value ? all[i].value : "");
		fprintf(out, "%-24s %s\n", left, all[i].help);
	}
	fputs(OPTIONS_HELP, out);
	fclose(out);
	return text;
}

/* The place in all of an option that getopt_long has found, or ALL. */
static size_t
find(int option, const char *keys)
{
	size_t i = 0;

	if (option >= 1000)
		return option - 1000;
	while (
	    i < ALL && (all[i].letter != option || !strchr(keys, all[i].key)))
		i++;
	return i;
}

static void
take(struct docker_options *r, size_t i, const char *value)
{
	int key = all[i].key;

	r->set[key] =
	    all[i].value != NULL || cli_take_switch(all[i].name, value);
	r->value[key] = value;
	if (key == 'F' && LIST_ADD(r->filters, r->nfilters, &value) == -1)
		err(EXIT_OURS, "out of memory");
}

void
docker_options(struct docker_options *r, int argc, char *argv[],
    const char *keys, const char *usage, int min, int max)
{
	static const struct option common[] = { OPTIONS_COMMON, { 0 } };
	struct option options[ALL + sizeof(common) / sizeof(common[0])];
	char letters[3 * ALL + sizeof(OPTIONS_SHORT CLI_SWITCH_VALUE)];
	size_t n = 0, last = ALL;
	int option, index;

	*r = (struct docker_options){ 0 };
	char *letter = stpcpy(letters,
	    &OPTIONS_SHORT CLI_SWITCH_VALUE[strchr(keys, '+') ? 0 : 1]);
	for (size_t i = 0; i < ALL; i++) {
		if (strchr(keys, all[i].key) == NULL)
			continue;
		options[n++] = (struct option){ all[i].name,
			all[i].value ? required_argument : optional_argument,
			NULL, 1000 + i };
		if (all[i].letter == 0)
			continue;
		*letter++ = all[i].letter;
		if (all[i].value)
			*letter++ = ':';
	}
	*letter = '\0';
	memcpy(options + n, common, sizeof(common));
	while (index = -1, (option = getopt_long(
				argc, argv, letters, options, &index)) != -1) {
		refused_check_whole(argv[0], options, index, argv);
		if (option == '?')
			refused_check(argv[0], argv);
		if (option != '=')
			last = find(option, keys);
		if (last < ALL)
			take(r, last, cli_value(option, argv));
		else
			options_common(
			    option, argv, options, make_help(keys, usage));
	}
	r->names = argv + optind;
	r->count = argc - optind;
	if (r->count < min || (max >= 0 && r->count > max))
		options_wrong("usage: combined %s", usage);
}

static const char NONE[] = "no such container (combined ps -a)";

/* Why there is no container of that name for docker's words. */
static const char *
missing(const char *name)
{
	json_t *state =
	    state_id_valid(name) ? state_read(name, "state.json") : NULL;
	bool theirs = json_object_get(state, "ociVersion") != NULL;

	json_decref(state);
	return theirs ? "a container of combined-oci, not of combined" : NONE;
}

const char *
docker_name(const char *word)
{
	return word + strspn(word, "/");
}

int
docker_each(const struct docker_options *r,
    const char *(*act)(struct record *d, const struct docker_options *r))
{
	int status = EXIT_SUCCESS;

	for (char **word = r->names; *word != NULL; word++) {
		const char *name = docker_name(*word), *what;
		struct record d;

		if (record_open(&d, name) == 0) {
			errno = 0;
			what = act(&d, r);
		} else if (errno == ENOENT) {
			what = missing(name);
			errno = 0;
		} else {
			what = "its state";
		}
		if (what == NULL) {
			puts(*word);
		} else {
			warnx("%s: %s%s%s", *word, what, errno ? ": " : "",
			    errno ? strerror(errno) : "");
			/* What is not there need not be removed: rm -f. What
			   is not even a name is a mistake. */
			if (what != NONE || !r->set['f'] ||
			    !state_id_valid(name))
				status = EXIT_OURS;
		}
		fflush(stdout);
		record_close(&d);
	}
	return status;
}

bool
docker_opens(struct record *d, const char *word)
{
	const char *name = docker_name(word);

	if (record_open(d, name) == 0)
		return true;
	if (errno == ENOENT)
		warnx("%s: %s", word, missing(name));
	else
		warn("the state of %s", word);
	return false;
}

void
docker_must_open(struct record *d, const char *name)
{
	if (!docker_opens(d, name))
		exit(EXIT_OURS);
}

void
docker_must_run(struct record *d, const char *name)
{
	docker_must_open(d, name);
	if (d->pid == 0)
		errx(EXIT_OURS, "%s: not running", name);
}
