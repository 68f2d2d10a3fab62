#include "05-seccomp/cli/requested_filter.h"

#include "common/exits.h"
#include "common/file.h"

#include <err.h>
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

/* Adds the calls of the supervisor, also to a profile's. */
static void
add_answers(struct filter *filter, const struct seccomp_options *request)
{
	for (size_t i = 0; i < request->nanswers; i++) {
		const char *call = request->answers[i].call;

		/* arm64 never had mkdir(2), only mkdirat(2). */
		if (strcmp(call, "mkdir") == 0) {
			filter_rule(filter, SCMP_ACT_NOTIFY, call);
			call = "mkdirat";
		}
		if (filter_rule(filter, SCMP_ACT_NOTIFY, call) == -1)
			errx(EXIT_OURS, "--supervise: %s", filter_error());
	}
}

struct filter *
requested_filter(const struct seccomp_options *request)
{
	if (request->nrules + request->nanswers == 0 && !request->use_default &&
	    request->profile == NULL)
		return NULL;
	struct filter *filter = start_filter(request);

	for (size_t i = 0; i < request->nrules; i++)
		if (filter_rule(filter, request->rules[i].action,
			request->rules[i].rules) == -1)
			errx(EXIT_OURS, "%s", filter_error());
	add_answers(filter, request);
	return filter;
}
