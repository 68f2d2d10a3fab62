/*
 * How the narration looks: on a terminal as wide as the terminal, with the
 * reasons dimmed; elsewhere one line for each step, for scripts.
 *
 * The functions write text with its newline and its NUL, and return its length.
 * They escape what a terminal would obey: text.h.
 */
#ifndef COMMON_LAYOUT_H
#define COMMON_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>

enum {
	LAYOUT_PID = 10,     /* columns of "[4194304] " */
	LAYOUT_LINE = 2048,  /* bytes that a step takes at most */
	LAYOUT_HEADING = 256 /* bytes that a heading takes at most */
};

/*
 * Looks at the file that the narration goes to, once: later a seccomp filter
 * may forbid to ask. Only a terminal has a width: its own, or $COLUMNS where it
 * does not know. Colour takes a terminal that $TERM does not call "dumb", and
 * no $NO_COLOR (no-color.org). Returns whether the file is a terminal.
 */
bool layout_begin(int fd);

/*
 * A step as it follows the PID, which takes that many columns: the call,
 * and the reason next to it, or below it where there is no room. Continuation
 * lines are indented.
 */
size_t layout_step(char line[LAYOUT_LINE], size_t pid_columns, const char *call,
    const char *why);

/* "── the root file system · chapter 7 ──" */
size_t
layout_heading(char line[LAYOUT_HEADING], const char *phase, int chapter);

/* A remark of ours, between steps. */
size_t layout_remark(char line[LAYOUT_HEADING], const char *text);

#endif
