/*
 * The progress of skopeo(1) on a terminal. It draws bars only on a terminal, so
 * it gets one, a pseudo-terminal, and a process of ours passes the bars on, and
 * leaves out what is not of a layer.
 */
#ifndef PULL_PROGRESS_H
#define PULL_PROGRESS_H

#include <sys/types.h>

/*
 * Starts that process. Writes into *terminal what is to be skopeo's standard
 * output, which the caller closes. Returns the process, or -1 with errno.
 */
pid_t pull_progress_start(int *terminal);

#endif
