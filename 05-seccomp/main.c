/*
 * seccomp: runs a command with a filter for its system calls.
 *
 * restrict_self() in run.c is the lesson, filter.h the mechanism, and talk.c
 * the slide of the talk.
 */
#include "05-seccomp/cli/run_watched.h"
#include "05-seccomp/cli/seccomp_options.h"
#include "05-seccomp/filter.h"
#include "05-seccomp/inspect/filter_print.h"
#include "common/exits.h"
#include "common/file.h"
#include "common/options.h"
#include "common/output.h"

#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PROFILE_MAX (1 << 20)

static struct filter *
read_profile(const char *path, uint64_t caps)
{
	char *text = malloc(PROFILE_MAX);

	if (text == NULL)
		err(EXIT_OURS, "%s", path);
	ssize_t length = file_read(path, text, PROFILE_MAX);
	if (length == -1)
		err(EXIT_OURS, "%s", path);
	struct filter *filter = filter_from_profile(text, length, caps);
	if (filter == NULL)
		errx(EXIT_OURS, "%s: %s", path, filter_error());
	free(text);
	return filter;
}

static struct filter *
start_filter(const struct seccomp_options *request)
{
	struct filter *filter;

	if (request->profile != NULL)
		return read_profile(request->profile, request->caps);
	filter = request->use_default
		     ? filter_default(request->caps, false)
		     : filter_new(request->default_action, request->archs);
	if (filter == NULL)
		errx(EXIT_OURS, "%s", filter_error());
	return filter;
}

/* What the supervisor answers comes on top, also of a profile. */
static void
add_answers(struct filter *filter, const struct seccomp_options *request)
{
	for (size_t i = 0; i < request->nanswers; i++) {
		const char *call = request->answers[i].call;

		/* arm64 never had mkdir(2): there, it is all mkdirat. */
		if (strcmp(call, "mkdir") == 0) {
			filter_rule(filter, SCMP_ACT_NOTIFY, call);
			call = "mkdirat";
		}
		if (filter_rule(filter, SCMP_ACT_NOTIFY, call) == -1)
			errx(EXIT_OURS, "--supervise: %s", filter_error());
	}
}

static struct filter *
make_filter(const struct seccomp_options *request)
{
	struct filter *filter = start_filter(request);

	for (size_t i = 0; i < request->nrules; i++)
		if (filter_rule(filter, request->rules[i].action,
			request->rules[i].rules) == -1)
			errx(EXIT_OURS, "%s", filter_error());
	add_answers(filter, request);
	return filter;
}

int
main(int argc, char *argv[])
{
	struct filter *filter = NULL;
	output_begin();
	struct seccomp_options request = seccomp_options_parse(argc, argv);

	if (optind == 1 && argc > 1 && argc <= 3) {
		if (strcmp(argv[1], "show") == 0)
			return filter_print_status(argv[2]);
		if (strcmp(argv[1], "dump") == 0 && argc == 3)
			return filter_print_loaded(argv[2]);
	}
	seccomp_options_check(&request);
	if (request.nrules + request.nanswers > 0 || request.use_default ||
	    request.profile != NULL)
		filter = make_filter(&request);
	int status = request.dump != DUMP_NONE
			 ? filter_print(filter, request.dump)
			 : run(&request, filter);
	filter_free(filter);
	return status;
}
