#include "07-combined/engine/container_failure.h"

#include "02-namespaces/ns.h"
#include "common/failure.h"
#include "common/text.h"

#include <errno.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/*
 * The remedy where a normal user's namespaces are not what they were: the step
 * that fails may be any of those that need a capability inside.
 */
static const char *
advice_for(const struct container *c, const char *text)
{
	const int errors[] = { EPERM, EACCES, ENOSPC };
	const char *advice = NULL;

	if (c->spec == NULL || !(c->spec->namespaces & CLONE_NEWUSER) ||
	    geteuid() == 0 || c->pid == 0)
		return NULL;
	for (int i = 0; advice == NULL && i < 3; i++)
		if (strstr(text, strerror(errors[i])) != NULL)
			advice = ns_user_advice(errors[i], false);
	return advice;
}

int
container_failed(struct container *c, const char *format, ...)
{
	char text[sizeof(c->failure)];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	const char *advice = advice_for(c, text);
	size_t used = strlen(text);
	if (advice != NULL)
		snprintf(text + used, sizeof(text) - used, " (%s)", advice);
	text_line(c->failure, sizeof(c->failure), text);
	return -1;
}

int
container_failed_step(struct container *c)
{
	return container_failed(c, "%s: %s", failure_text(), strerror(errno));
}
