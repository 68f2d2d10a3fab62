/*
 * A subreaper is the new parent of the processes whose own parent has ended.
 * The processes that a command leaves behind are in the profile as the command
 * was, and unloading the profile would free them: so their subreaper waits.
 */
#ifndef SUBREAPER_H
#define SUBREAPER_H

/*
 * Makes this process, instead of init, the parent of orphans among its
 * descendants: PR_SET_CHILD_SUBREAPER in prctl(2).
 */
void subreaper_become(void);

/*
 * Waits, with all signals blocked, until this process has no children left, and
 * sends on to them the signals that it gets. Gives up after so many seconds
 * without a signal; -1 means never. Returns 0, or -1 with errno EAGAIN.
 */
int subreaper_wait(int seconds);

#endif
