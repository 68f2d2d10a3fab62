/*
 * The narration's end: execve(2), and lines that another program prints.
 */
#include "common/exits.h"
#include "common/explain.h"
#include "common/layout.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#if NARRATION

/* The execve(2) that runs argv, as strace(1) would show it. */
static void
write_exec(char *text, size_t size, char *const argv[])
{
	char list[400];
	size_t used = 0;

	for (int i = 0; argv[i] != NULL && used < sizeof(list); i++)
		used += snprintf(list + used, sizeof(list) - used, "%s\"%s\"",
		    i > 0 ? ", " : "", argv[i]);
	snprintf(text, size, "execve(..., [%s%s], ...)", list,
	    used < sizeof(list) ? "" : "...");
}

void
explain_exec(const char *why, char *const argv[])
{
	char text[EXPLAIN_CALL];

	if (explain_refused() != 0)
		_exit(EXIT_SIGNAL(explain_refused()));
	if (!explain_is_on())
		return;
	write_exec(text, sizeof(text), argv);
	explain(why, "%s", text);
	explain_flush();
}

void
explain_exec_line(char line[EXPLAIN_LINE], const char *why, char *const argv[])
{
	char text[EXPLAIN_CALL];

	write_exec(text, sizeof(text), argv);
	explain_line(line, why, "%s", text);
}

void
explain_line(char line[EXPLAIN_LINE], const char *why, const char *call, ...)
{
	char text[EXPLAIN_CALL];
	va_list ap;

	line[0] = '\0';
	if (!explain_is_on())
		return;
	va_start(ap, call);
	vsnprintf(text, sizeof(text), call, ap);
	va_end(ap);
	layout_step(line, LAYOUT_PID, text, why);
}

void
explain_heading(char line[EXPLAIN_LINE], const char *name, int chapter)
{
	line[0] = '\0';
	if (explain_is_on())
		layout_heading(line, name, chapter);
}

#endif
