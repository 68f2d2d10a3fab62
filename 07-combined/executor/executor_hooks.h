/* The hooks that are to run in the container, before its command. */
#ifndef EXECUTOR_HOOKS_H
#define EXECUTOR_HOOKS_H

/*
 * Runs the plan's hooks, one after another, each with the container's state on its
 * standard input. The first that fails, or does not end in time, is the end: the
 * parent is told which one.
 */
void run_hooks(void);

#endif
