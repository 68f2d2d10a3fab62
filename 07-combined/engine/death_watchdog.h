/*
 * Kills the container when we are killed. PR_SET_PDEATHSIG would do that, but
 * if the command's execve(2) enters an AppArmor profile, or changes the label of
 * SELinux, the kernel forgets it.
 */
#ifndef DEATH_WATCHDOG_H
#define DEATH_WATCHDOG_H

#include <sys/types.h>

/*
 * Starts a process, not a child of ours, that watches us and the container's
 * first process pid: whichever ends first ends the watch. If that was us, pid
 * is killed. All signals must be blocked. Returns 0, or -1 with errno from
 * pidfd_open(2) or fork(2).
 */
int death_watchdog_start(pid_t pid);

#endif
