/*
 * Narration: every program can print what it does to the kernel.
 *
 * With --explain, a line goes to stderr before each step that changes the state
 * of the kernel: the PID, the call as strace(1) would show it, and its purpose.
 * With --step, the program also waits for Enter after each line; with
 * --step=phase, once a phase, before its first line.
 *
 *     ── its namespaces · chapter 2 ──
 *     [4711] unshare(CLONE_NEWUTS)            a hostname of our own
 *
 * In the code, the call itself follows its explain(). Narration carries no
 * error: without these lines, each message and each exit status is the same.
 * `make all NARRATION=0` compiles them to nothing.
 */
#ifndef COMMON_EXPLAIN_H
#define COMMON_EXPLAIN_H

#include <stdbool.h>

#ifndef NARRATION
#define NARRATION 1
#endif

#define EXPLAIN_CALL 512  /* bytes of a call, with its NUL */
#define EXPLAIN_LINE 2048 /* bytes of a line, with its NUL */

#if !NARRATION
#include "common/explain_off.h"
#else

/* Switches the narration on (--explain). */
void explain_start(void);

/*
 * Switches the narration on, and waits for Enter on the terminal, also where
 * stdin is a pipe: after each line (--step), or before each phase
 * (--step=phase). Returns 0, or -1 with errno from open(2) of /dev/tty: ENXIO
 * if there is no terminal.
 */
int explain_step(bool once_a_phase);

/*
 * Prints the call that this process is about to make, as the format describes
 * it, and the reason. "..." in the format replaces arguments that are too long
 * to read; " xN" after the call stands for N calls in a row. Prints nothing
 * unless the narration is on; keeps errno. On a terminal, calls in a loop are
 * folded, except where each line waits: fold.h.
 */
void explain(const char *why, const char *call, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * The lines of this process that follow belong to a phase, a part of the work
 * that one chapter is about. Its heading is printed with its first line. name
 * is a string that stays.
 */
void explain_phase(const char *name, int chapter);

/*
 * Prints the lines that fold.h has held back: before this process waits for
 * another one, which narrates, too. execve(2) and exit(3) need no such call:
 * explain_exec() and explain_start() see to it.
 */
void explain_flush(void);

/* Returns whether steps wait once a phase, rather than once a line. */
bool explain_by_phase(void);

/* Returns the descriptor of the terminal that explain_step() opened, or -1. */
int explain_terminal(void);

/*
 * Returns the signal that came while a step waited for Enter, in this process
 * or in another process of the program; or 0. After such a signal no step
 * waits, and the command must not run.
 */
int explain_refused(void);

/*
 * Writes into line what explain() would print after the PID, for another
 * program that takes the step; "" if the narration is off.
 */
void explain_line(char line[EXPLAIN_LINE], const char *why, const char *call,
    ...) __attribute__((format(printf, 3, 4)));
void
explain_exec_line(char line[EXPLAIN_LINE], const char *why, char *const argv[]);
void explain_heading(char line[EXPLAIN_LINE], const char *name, int chapter);

/* Returns whether the narration is on. */
bool explain_is_on(void);

/*
 * Prints the execve(2) that runs argv: the last line of a program's narration.
 * After explain_refused() the process exits here, with 128+N.
 */
void explain_exec(const char *why, char *const argv[]);

#endif /* NARRATION */

#endif
