#include "common/explain.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool narrating;
static int terminal = -1;
static char last[512]; /* the call described last */

void
explain_start(void)
{
	narrating = true;
}

int
explain_step(void)
{
	terminal = open("/dev/tty", O_RDWR | O_CLOEXEC);
	if (terminal == -1)
		return -1;
	narrating = true;
	return 0;
}

/* Waits for the end of a line; the end of the terminal counts as one. */
static void
wait_for_enter(void)
{
	char c;

	while (read(terminal, &c, 1) == 1 && c != '\n')
		;
}

void
explain(const char *why, const char *call, ...)
{
	va_list ap;

	va_start(ap, call);
	vsnprintf(last, sizeof(last), call, ap);
	va_end(ap);
	if (!narrating)
		return;

	int saved_errno = errno;

	/* One write(2) a line, or processes would mix theirs. */
	char line[1024];
	int length = snprintf(
	    line, sizeof(line), "[%d] %-42s  %s\n", (int)getpid(), last, why);
	if (length >= (int)sizeof(line)) {
		length = sizeof(line) - 1;
		line[length - 1] = '\n';
	}
	if (write(STDERR_FILENO, line, length) == -1)
		narrating = false; /* nobody listens */
	else if (terminal != -1)
		wait_for_enter();
	errno = saved_errno;
}

void
explain_call(const char *call, ...)
{
	va_list ap;

	va_start(ap, call);
	vsnprintf(last, sizeof(last), call, ap);
	va_end(ap);
}

const char *
explain_last(void)
{
	return last;
}

void
explain_exec(const char *why, char *const argv[])
{
	if (!narrating)
		return;

	char list[400];
	size_t used = 0;
	for (int i = 0; argv[i] != NULL && used < sizeof(list); i++)
		used += snprintf(list + used, sizeof(list) - used, "%s\"%s\"",
		    i > 0 ? ", " : "", argv[i]);
	explain(why, "execve(..., [%s%s], ...)", list,
	    used < sizeof(list) ? "" : "...");
}
