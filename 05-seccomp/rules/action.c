#include "05-seccomp/rules/action.h"

#include "05-seccomp/rules/filter_error.h"
#include "common/parse.h"
#include "common/suggest.h"

#include <errno.h>
#include <seccomp.h>
#include <stdio.h>
#include <string.h>

/* The kernel's own limit, MAX_ERRNO, for what a filter may return. */
#define ERRNO_MAX 4095

static const struct {
	const char *name;
	uint32_t action;
} actions[] = {
	{ "kill-process", SCMP_ACT_KILL_PROCESS },
	{ "kill-thread", SCMP_ACT_KILL_THREAD },
	{ "kill", SCMP_ACT_KILL_THREAD }, /* as in the talk */
	{ "trap", SCMP_ACT_TRAP },
	{ "errno", SCMP_ACT_ERRNO(0) },
	{ "notify", SCMP_ACT_NOTIFY },
	{ "trace", SCMP_ACT_TRACE(0) },
	{ "log", SCMP_ACT_LOG },
	{ "allow", SCMP_ACT_ALLOW },
};

int
filter_errno(const char *name)
{
	for (int error = 1; error < 256; error++) {
		const char *known = strerrorname_np(error);

		if (known != NULL && strcmp(known, name) == 0)
			return error;
	}
	return 0;
}

/* Reads the part after the colon of "errno:EPERM" and "trace:7". */
static int
parse_data(const char *text, uint32_t action, uint32_t *data)
{
	long long number;

	*data = action == SCMP_ACT_ERRNO(0) ? EPERM : 0;
	if (text == NULL)
		return 0;
	if (action == SCMP_ACT_ERRNO(0) && filter_errno(text) != 0) {
		*data = filter_errno(text);
		return 0;
	}
	int max = action == SCMP_ACT_ERRNO(0)   ? ERRNO_MAX
		  : action == SCMP_ACT_TRACE(0) ? UINT16_MAX
						: -1;
	if (max == -1 || parse_number(text, 0, max, &number) == -1)
		return -1;
	*data = number;
	return 0;
}

static const char *
suggest_action(const char *text, struct suggestion *s)
{
	suggest_for(s, text);
	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
		suggest_consider(s, actions[i].name);
	return suggest_text(s);
}

int
filter_parse_action(const char *text, uint32_t *action)
{
	size_t length = strcspn(text, ":");
	const char *behind = text[length] == ':' ? text + length + 1 : NULL;
	uint32_t data;
	struct suggestion s;

	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++) {
		if (strncmp(actions[i].name, text, length) != 0 ||
		    actions[i].name[length] != '\0')
			continue;
		if (parse_data(behind, actions[i].action, &data) == -1)
			break;
		*action = actions[i].action | data;
		return 0;
	}
	return filter_wrong(
	    EINVAL, "'%s' is not an action%s", text, suggest_action(text, &s));
}

const char *
filter_action_name(uint32_t action, char *text, size_t size)
{
	uint32_t data = action & SECCOMP_RET_DATA;
	const char *error = strerrorname_np(data);

	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++) {
		if (actions[i].action != (action & SECCOMP_RET_ACTION_FULL))
			continue;
		if (actions[i].action == SCMP_ACT_ERRNO(0) && error != NULL)
			snprintf(text, size, "errno:%s", error);
		else if (data != 0)
			snprintf(text, size, "%s:%u", actions[i].name, data);
		else
			snprintf(text, size, "%s", actions[i].name);
		return text;
	}
	snprintf(text, size, "0x%08x", action);
	return text;
}
