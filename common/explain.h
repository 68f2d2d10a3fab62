/*
 * Narration: every program can say what it does to the kernel.
 *
 * With --explain, a line goes to stderr before each step that changes what the
 * kernel holds: the process that takes it, the call as strace(1) would show it,
 * and what for. With --step, each line also waits for Enter.
 *
 *     [4711] unshare(CLONE_NEWUTS)            a hostname of our own
 *
 * The narrated call itself stands in the code right below its explain(). No error
 * comes from here: without these lines, each message and each exit status is the
 * same. `make all NARRATION=0` compiles them to nothing.
 */
#ifndef COMMON_EXPLAIN_H
#define COMMON_EXPLAIN_H

#include <stdbool.h>

#ifndef NARRATION
#define NARRATION 1
#endif

#define EXPLAIN_LINE 1024 /* bytes of a line, with its end */

#if !NARRATION
#include "common/explain_off.h"
#else

/* Switches the narration on (--explain). */
void explain_start(void);

/*
 * Switches the narration on and makes each line wait for Enter on the terminal
 * (--step), also where stdin is a pipe. Returns 0, or -1 with errno from
 * open(2) of /dev/tty: ENXIO where there is no terminal.
 */
int explain_step(void);

/*
 * Says that this process is about to make the call that the format describes,
 * and why. Where the arguments are too long to read, the format has "..." in
 * their place; " xN" behind the call stands for N calls in a row. Prints
 * nothing unless the narration is on; keeps errno.
 */
void explain(const char *why, const char *call, ...)
    __attribute__((format(printf, 2, 3)));

/* The terminal that explain_step() has opened, a descriptor; or -1. */
int explain_terminal(void);

/*
 * The signal that came while a step waited for Enter, in this process or in
 * another of the same program; 0: none. Nothing is waited for any more, and the
 * command is not to run.
 */
int explain_refused(void);

/*
 * Writes into line what explain() would print behind the PID, for a program that
 * takes the step in our place; "" where the narration is off.
 */
void explain_line(char line[EXPLAIN_LINE], const char *why, const char *call,
    ...) __attribute__((format(printf, 3, 4)));
void
explain_exec_line(char line[EXPLAIN_LINE], const char *why, char *const argv[]);

/* Is the narration on? */
bool explain_is_on(void);

/*
 * Says the same of the execve(2) that runs argv: the last line of a program's
 * narration. Where a step was refused the process ends here: 128+N.
 */
void explain_exec(const char *why, char *const argv[]);

#endif /* NARRATION */

#endif
