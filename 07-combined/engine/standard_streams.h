/*
 * The standard streams of a container that has no terminal.
 *
 * What a container writes goes through a pipe, or to what the caller has given
 * it: never to a file of ours, which it could shorten. And a /dev/null of the
 * host's is a device of the host's, whose mode root inside could change by its
 * descriptor: the container gets its own.
 */
#ifndef STANDARD_STREAMS_H
#define STANDARD_STREAMS_H

#include "07-combined/engine/container.h"

/*
 * In the container, its root entered: opens its /dev/null for the streams that
 * are to be, or are, one. Returns 0, or -1 with errno: EXDEV where it is not what
 * it is called.
 */
int standard_streams_open(struct container *container);

/*
 * Gives those that are pipes, or its terminal, to uid: else who has no right to
 * /dev/stdout could not open it by that name (pipe(7), proc_pid_fd(5)).
 */
void standard_streams_give(const struct container *container, uid_t uid);

#endif
