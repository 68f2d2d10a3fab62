/*
 * Lines of the narration that repeat the lines before: folded.
 *
 * Calls in a loop, such as mkdir(2) in the tree of each controller, would push
 * everything else off the screen. The first round of the loop is printed at
 * once. The rounds after it are held back until a line comes that does not
 * continue them:
 *
 *     [4711] mkdir("/sys/fs/cgroup/cpu/web", 0755)     a new cgroup
 *     [4711] mkdir("/sys/fs/cgroup/.../web", 0755) ×7 more  a new cgroup
 *
 * A round has up to FOLD_ROUND lines; "×7 in turn" then follows each of
 * them. Only on a terminal: a script that looks for a line finds it.
 *
 * Each process has rounds of its own: a child does not continue its parent's.
 */
#ifndef COMMON_FOLD_H
#define COMMON_FOLD_H

#include <stdbool.h>

enum {
	FOLD_TEXT = 600, /* bytes of a call or a reason, with its NUL */
	FOLD_ROUND = 3   /* lines */
};

/*
 * Holds the line back where it continues a round: the same function or program
 * as so many lines before, for the same reason. Returns whether it does.
 */
bool fold_hold(const char *call, const char *why);

/*
 * Takes the next of the lines that this process has held back, as it is to be
 * printed. Where two rounds or more are folded into one, "..." stands for what
 * differs. Returns false if there is none.
 */
bool fold_take(char call[FOLD_TEXT], char why[FOLD_TEXT]);

/* Remembers a line that is printed. Nothing must be held back. */
void fold_printed(const char *call, const char *why);

/* Forgets the lines before: those that follow begin something new. */
void fold_forget(void);

#endif
