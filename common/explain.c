#include "common/explain.h"

#include "common/exits.h"
#include "common/interrupt.h"
#include "common/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#if NARRATION

enum { CALL = 512 }; /* bytes of a call as it is shown */

static bool narrating;
static int terminal = -1;
static int none;
static int *refused = &none; /* the signal that came instead of Enter */

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
	/* Parent and child share the signal. */
	refused = mmap(NULL, sizeof(*refused), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (refused == MAP_FAILED)
		return -1;
	narrating = true;
	return 0;
}

int
explain_terminal(void)
{
	return terminal;
}

/*
 * Waits for the end of a line, or for the end of input. After Ctrl-C no process
 * waits: each one goes on to the code that undoes its work, or to
 * explain_exec(), which exits.
 */
static void
wait_for_enter(void)
{
	char c;

	while (*refused == 0 && interrupt_wait(terminal, refused) == 0 &&
	       read(terminal, &c, 1) == 1 && c != '\n')
		;
}

/*
 * Writes a line as it is printed after the PID, escaped as text.h says. Returns
 * its length.
 */
static int
lay_out(char *line, size_t size, const char *call, const char *why)
{
	char text[EXPLAIN_LINE];

	snprintf(text, sizeof(text), "%-42s  %s", call, why);
	text_line(line, size - 1, text);
	return stpcpy(line + strlen(line), "\n") - line;
}

static void
print_line(const char *why, const char *call)
{
	int saved_errno = errno;

	/* One write(2) a line: two processes do not mix their lines. */
	char line[EXPLAIN_LINE];
	int length = snprintf(line, sizeof(line), "[%d] ", (int)getpid());
	length += lay_out(line + length, sizeof(line) - length, call, why);
	/* stderr may be the container's terminal by now. */
	int to = terminal != -1 ? terminal : STDERR_FILENO;
	if (write(to, line, length) == -1)
		narrating = false; /* stderr is closed */
	else if (terminal != -1)
		wait_for_enter();
	errno = saved_errno;
}

void
explain(const char *why, const char *call, ...)
{
	char text[CALL];
	va_list ap;

	if (!narrating)
		return;
	va_start(ap, call);
	vsnprintf(text, sizeof(text), call, ap);
	va_end(ap);
	print_line(why, text);
}

void
explain_line(char line[EXPLAIN_LINE], const char *why, const char *call, ...)
{
	char text[CALL];
	va_list ap;

	line[0] = '\0';
	if (!narrating)
		return;
	va_start(ap, call);
	vsnprintf(text, sizeof(text), call, ap);
	va_end(ap);
	/* Room for the PID in front, which has up to ten digits. */
	lay_out(line, EXPLAIN_LINE - 16, text, why);
}

bool
explain_is_on(void)
{
	return narrating;
}

int
explain_refused(void)
{
	return *refused;
}

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
	char text[CALL];

	if (*refused != 0)
		_exit(EXIT_SIGNAL(*refused));
	if (!narrating)
		return;
	write_exec(text, sizeof(text), argv);
	explain(why, "%s", text);
}

void
explain_exec_line(char line[EXPLAIN_LINE], const char *why, char *const argv[])
{
	char text[CALL];

	write_exec(text, sizeof(text), argv);
	explain_line(line, why, "%s", text);
}

#endif
