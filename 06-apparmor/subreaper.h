/*
 * Processes that the command started and that outlive it. They are in the
 * profile as the command was, and removing the profile would free them.
 */
#ifndef ORPHANS_H
#define ORPHANS_H

/*
 * Makes orphans among our descendants our children rather than those of init:
 * PR_SET_CHILD_SUBREAPER in prctl(2).
 */
void orphans_adopt(void);

/*
 * Waits, with all signals blocked, until we have no children left, and sends on
 * to them what is sent to us. Gives up after so many seconds without news; -1
 * means never. Returns 0, or -1 with errno EAGAIN.
 */
int orphans_wait(int seconds);

#endif
