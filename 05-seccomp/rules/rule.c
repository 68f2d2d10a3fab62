#include "05-seccomp/filter.h"

#include "05-seccomp/filter_internal.h"
#include "05-seccomp/rules/condition.h"
#include "common/suggest.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* More than any architecture of Linux has. */
#define CALLS_MAX 1024

/* Notes a rule. An error where one of the rules would replace another. */
static int
remember(struct filter *filter, const char *name, int call, uint32_t action,
    bool conditional)
{
	struct filter_seen *seen = filter->seen;

	for (size_t i = 0; i < filter->nseen; i++)
		if (seen[i].call == call && seen[i].action != action &&
		    !(seen[i].conditional && conditional))
			return filter_wrong(EEXIST,
			    "%s: rules with different actions need a "
			    "condition each",
			    name);
	if (filter->nseen == FILTER_RULES_MAX)
		return filter_wrong(
		    ENOSPC, "more than %d rules", FILTER_RULES_MAX);
	seen[filter->nseen].call = call;
	seen[filter->nseen].action = action;
	seen[filter->nseen++].conditional = conditional;
	return 0;
}

/* An error: libseccomp knows no system call of this name. */
static int
unknown_call(const char *name)
{
	struct suggestion s;

	suggest_for(&s, name);
	for (int number = 0; number < CALLS_MAX; number++) {
		char *known =
		    seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, number);

		if (known != NULL)
			suggest_consider(&s, known);
		free(known);
	}
	return filter_wrong(
	    EINVAL, "unknown system call '%s'%s", name, suggest_text(&s));
}

static int
add_rule(struct filter *filter, uint32_t action, const char *name, int n,
    const struct scmp_arg_cmp *cmps)
{
	int call = seccomp_syscall_resolve_name(name);
	uint32_t default_action;

	if (call == __NR_SCMP_ERROR || !filter_has_call(filter, name))
		return unknown_call(name);
	if (remember(filter, name, call, action, n > 0) == -1)
		return -1;
	multiplexed_note(&filter->multiplexed, name, action, n > 0);
	seccomp_attr_get(filter->ctx, SCMP_FLTATR_ACT_DEFAULT, &default_action);
	if (action == default_action)
		return 0;
	int error = seccomp_rule_add_array(filter->ctx, action, call, n, cmps);
	if (error == -EEXIST)
		return filter_wrong(
		    EEXIST, "%s: another rule has these conditions", name);
	if (error != 0)
		return filter_wrong(-error, "%s: %s", name, strerror(-error));
	return 0;
}

/* Takes the first rule off the list. A comma in parentheses does not end it. */
static char *
next_rule(char **list)
{
	char *rule = *list, *end = rule;
	int depth = 0;

	for (; *end != '\0' && (*end != ',' || depth > 0); end++)
		depth += (*end == '(') - (*end == ')');
	*list = *end == ',' ? end + 1 : NULL;
	*end = '\0';
	return rule;
}

static int
parse_rule(struct filter *filter, uint32_t action, char *rule)
{
	struct scmp_arg_cmp cmps[FILTER_ARGUMENTS];
	char *open = strchr(rule, '('), *close = strchr(rule, ')');
	int n = 0;

	if (open == NULL && close == NULL)
		return add_rule(filter, action, rule, 0, NULL);
	if (open == NULL || close == NULL || close[1] != '\0' || close < open)
		return filter_wrong(
		    EINVAL, "'%s': its parentheses do not match", rule);
	*open = *close = '\0';
	n = filter_parse_conditions(open + 1, cmps);
	return n == -1 ? -1 : add_rule(filter, action, rule, n, cmps);
}

int
filter_rule(struct filter *filter, uint32_t action, const char *rules)
{
	char text[8192], *rest = text;
	size_t length = 0;

	for (; *rules != '\0'; rules++) {
		if (length == sizeof(text) - 1)
			return filter_wrong(EINVAL,
			    "a list of rules has at most %zu characters",
			    sizeof(text) - 1);
		if (!isspace((unsigned char)*rules))
			text[length++] = *rules;
	}
	text[length] = '\0';
	while (rest != NULL)
		if (parse_rule(filter, action, next_rule(&rest)) == -1)
			return -1;
	return 0;
}
