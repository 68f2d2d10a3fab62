#include "05-seccomp/cli/seccomp_options.h"

#include "common/options.h"
#include "common/suggest.h"

#include <seccomp.h>
#include <string.h>

/* Does an allow list have the call, with conditions or without? */
static bool
allows(const struct seccomp_options *request, const char *call)
{
	size_t length = strlen(call);

	for (size_t i = 0; i < request->nrules; i++) {
		const char *rules = request->rules[i].rules, *at = rules;

		if (request->rules[i].action != SCMP_ACT_ALLOW)
			continue;
		for (; (at = strstr(at, call)) != NULL; at += length)
			if ((at == rules || strchr(", ", at[-1]) != NULL) &&
			    (at[length] == '\0' ||
				strchr(", (", at[length]) != NULL))
				return true;
	}
	return false;
}

/* "seccomp shwo": a subcommand may be meant. */
static _Noreturn void
refuse_no_rule(const char *word)
{
	struct suggestion s;

	suggest_for(&s, word);
	suggest_consider_list(&s, "show|dump", '|');
	options_wrong("no rule: try --deny bind, or --default%s",
	    suggest_text_after(&s, "seccomp "));
}

void
seccomp_options_check(const struct seccomp_options *request)
{
	bool own = request->nrules > 0;
	int sources = request->talk + request->use_default +
		      (request->profile != NULL) + own;

	if (sources > 1)
		options_wrong("--talk, --default, --profile and rules exclude "
			      "each other; for two filters, run seccomp in "
			      "seccomp");
	if (request->talk && (request->nanswers > 0 || request->archs != NULL))
		options_wrong("--talk is a filter of its own: leave out "
			      "--supervise and --arch");
	if (request->archs != NULL && request->nrules + request->nanswers == 0)
		options_wrong("--arch needs rules: --deny or --allow");
	if (sources == 0 && request->nanswers == 0 && !request->why)
		refuse_no_rule(request->command[0]);
	if (request->dump != DUMP_NONE &&
	    (request->talk || sources + request->nanswers == 0))
		options_wrong("--dump needs --default, --profile or rules");
	if (request->default_action != SCMP_ACT_ALLOW &&
	    !allows(request, "execve"))
		options_wrong("--allow: without execve the command cannot "
			      "start, add it to the list");
	if (request->default_action == SCMP_ACT_NOTIFY)
		options_wrong("--allow: --action notify would stop all other "
			      "calls: choose errno or kill-process");
}
