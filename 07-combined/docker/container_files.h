/*
 * The files of a container that runs, or did.
 *
 * To read a running one's files, a process goes into its mount namespace; those
 * of one that has ended are stacked anew, as they were at its end. Programs for
 * the work, tar(1) say, must not come from there: they are the embedded
 * busybox, executed out of memory, which needs no libraries.
 */
#ifndef CONTAINER_FILES_H
#define CONTAINER_FILES_H

#include "07-combined/docker/docker.h"

/*
 * Forks, for files_enter() in the child, which the function returns 0 in.
 * inside: the child is to be root of the container's user namespace, and "/"
 * its root; else it is what we are, root of the host, say, with what we have
 * open. Returns the child's PID, or -1 with errno.
 */
pid_t files_fork(const struct record *d, bool inside);

/*
 * In that child: the working directory becomes the container's root, whether it
 * runs or not. What fails is reported and exits 125.
 */
void files_enter(const struct record *d);

/*
 * Returns what the child exited with, 125 where it was killed. Reports and
 * exits if there is none.
 */
int files_wait(pid_t pid);

/*
 * Calls work() in a child, with open directories: image, as it was before, and
 * upper, what the container has written since. Returns what work() did; reports
 * and exits 125 if the container's layer is not kept.
 */
int files_compare(const struct record *d, int (*work)(int image, int upper));

#endif
