#include "common/explain.h"

#include "common/fold.h"
#include "common/interrupt.h"
#include "common/layout.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#if NARRATION

static bool narrating;
static int terminal = -1;
static bool by_phase; /* --step=phase */
static bool folds;

/* Parent and child share it. */
struct steps {
	int refused;         /* the signal that came instead of Enter */
	bool begun;          /* something has been shown */
	const char *heading; /* the last one; the same address in both */
};
static struct steps alone, *steps = &alone;

static struct {
	const char *name; /* NULL: none so far */
	int chapter;
	bool due; /* has no line so far, and so no heading */
} phase;

static int
share_steps(void)
{
	void *memory = mmap(NULL, sizeof(*steps), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		return -1;
	steps = memory;
	return 0;
}

static void
start(int fd)
{
	if (!narrating)
		atexit(explain_flush);
	/* Where each line waits for its Enter, each one is shown. */
	folds = layout_begin(fd) && (terminal == -1 || by_phase);
	narrating = true;
}

void
explain_start(void)
{
	if (narrating)
		return;
	share_steps(); /* without it, a heading may come twice */
	start(STDERR_FILENO);
}

int
explain_step(bool once_a_phase)
{
	by_phase = once_a_phase;
	if (terminal != -1)
		return 0;
	terminal = open("/dev/tty", O_RDWR | O_CLOEXEC);
	if (terminal == -1)
		return -1;
	if (steps == &alone && share_steps() == -1)
		return -1;
	start(terminal);
	return 0;
}

int
explain_terminal(void)
{
	return terminal;
}

bool
explain_by_phase(void)
{
	return by_phase;
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

	while (steps->refused == 0 &&
	       interrupt_wait(terminal, &steps->refused) == 0 &&
	       read(terminal, &c, 1) == 1 && c != '\n')
		;
}

static void
show(const char *text, size_t length)
{
	/* stderr may be the container's terminal by now. */
	int to = terminal != -1 ? terminal : STDERR_FILENO;

	if (write(to, text, length) == -1)
		narrating = false; /* stderr is closed */
}

/* What comes before a line: what the key is, and the heading of its phase. */
static void
show_heading(void)
{
	static const char *const keys[] = {
		"Enter: next step · Ctrl-C: stop and undo",
		"Enter: next phase · Ctrl-C: stop and undo",
	};
	char text[LAYOUT_HEADING];
	bool due = phase.due && (steps->heading == NULL ||
				    strcmp(steps->heading, phase.name) != 0);

	phase.due = false;
	if (steps->begun && !due)
		return;
	if (!steps->begun && terminal != -1)
		show(text, layout_remark(text, keys[by_phase]));
	if (due) {
		show(text, layout_heading(text, phase.name, phase.chapter));
		steps->heading = phase.name;
	}
	steps->begun = true;
	if (by_phase)
		wait_for_enter();
}

/* One write(2) a line: two processes do not mix their lines. */
static void
show_line(const char *call, const char *why)
{
	char line[16 + LAYOUT_LINE];
	int length = snprintf(line, sizeof(line), "[%d] ", (int)getpid());

	show(line, length + layout_step(line + length, length, call, why));
}

static void
print_line(const char *why, const char *call)
{
	int saved_errno = errno;

	if (!folds || !fold_hold(call, why)) {
		explain_flush();
		show_heading();
		show_line(call, why);
		if (folds)
			fold_printed(call, why);
		if (terminal != -1 && !by_phase)
			wait_for_enter();
	}
	errno = saved_errno;
}

void
explain_flush(void)
{
	char call[FOLD_TEXT], why[FOLD_TEXT];
	int saved_errno = errno;

	while (narrating && fold_take(call, why))
		show_line(call, why);
	errno = saved_errno;
}

void
explain_phase(const char *name, int chapter)
{
	if (!narrating || (phase.name != NULL && strcmp(phase.name, name) == 0))
		return;
	explain_flush();
	fold_forget();
	phase.name = name;
	phase.chapter = chapter;
	phase.due = true;
}

void
explain(const char *why, const char *call, ...)
{
	char text[EXPLAIN_CALL];
	va_list ap;

	if (!narrating)
		return;
	va_start(ap, call);
	vsnprintf(text, sizeof(text), call, ap);
	va_end(ap);
	print_line(why, text);
}

bool
explain_is_on(void)
{
	return narrating;
}

int
explain_refused(void)
{
	return steps->refused;
}

#endif
