/*
 * Waiting in a way that Ctrl-C, or a kill(1), can end.
 *
 * Who owns what must not stay behind has blocked all signals
 * (command_block_signals()): a read(2) would wait on and never notice.
 */
#ifndef COMMON_INTERRUPT_H
#define COMMON_INTERRUPT_H

/*
 * Waits until fd can be read, or until a signal asks us to end: SIGHUP, SIGINT,
 * SIGQUIT or SIGTERM. One that is not blocked ends this process here, also
 * where it is the PID 1 of a namespace. Returns 0, or the number of a blocked
 * one, which stays pending: whatever is ours is to be taken back. told gets the
 * number in either case, before the end; without a signal it stays as it is.
 */
int interrupt_wait(int fd, int *told);

#endif
