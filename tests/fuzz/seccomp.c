/*
 * The command line of seccomp, one word a line, and the filter that it means.
 */
#include "try.h"

#include "05-seccomp/cli/seccomp_options.h"
#include "05-seccomp/filter.h"

void
fuzz(void)
{
	static char *words[512];
	int n = try_command("seccomp", words, 512);
	struct seccomp_options request = seccomp_options_parse(n, words);

	seccomp_options_check(&request);
	struct filter *filter =
	    filter_new(request.default_action, request.archs);
	if (filter == NULL)
		return;
	for (size_t i = 0; i < request.nrules; i++)
		if (filter_rule(filter, request.rules[i].action,
			request.rules[i].rules) == -1)
			break;
	filter_free(filter);
}
