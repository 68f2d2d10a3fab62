/* --init: the process that stays, PID 1 of the container. */
#ifndef EXECUTOR_INIT_H
#define EXECUTOR_INIT_H

/*
 * Returns in a child, which is to become the command. The init reaps orphans, passes
 * signals on, and ends as the command does.
 */
void split_off_init(void);

#endif
