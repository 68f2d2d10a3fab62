/*
 * Waiting that Ctrl-C or kill(1) can end.
 *
 * A process that has something to clean up has blocked all signals
 * (command_block_signals()): no signal would end its read(2).
 */
#ifndef COMMON_INTERRUPT_H
#define COMMON_INTERRUPT_H

/*
 * Waits until fd can be read, or until SIGHUP, SIGINT, SIGQUIT or SIGTERM
 * comes. If the signal was not blocked, this process exits here, even as PID 1
 * of a namespace. If it was blocked, it stays pending, and its number is
 * returned: the caller cleans up and ends. Otherwise returns 0. *told is set to
 * the signal's number in both cases, before the exit; without a signal it is
 * not changed.
 */
int interrupt_wait(int fd, int *told);

#endif
