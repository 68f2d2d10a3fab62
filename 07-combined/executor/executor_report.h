/*
 * What the executor says: to its parent by the channel, a failure or how far it is;
 * to the reader of --explain, each step.
 */
#ifndef EXECUTOR_REPORT_H
#define EXECUTOR_REPORT_H

#include "07-combined/engine/channel.h"
#include "07-combined/engine/executor.h"

/*
 * Sends a message to the parent, by plan->channel: its text is what, more and rest,
 * error a positive errno or 0. Ends the process where the parent has died.
 */
void say(enum channel_kind kind, int error, int status, const char *what,
    const char *more, const char *rest);

/* Tells the parent what failed, with result as -errno, and ends: EXIT_OURS. */
_Noreturn void fail(const char *what, long result);

/* The result of a system call; where it is an error, what was called fails. */
long must(const char *what, long result);

/* Shows a step, for --explain; with --step, waits for Enter. */
void narrate(enum executor_step step);

#endif
