/*
 * The standard streams of a container that has no terminal.
 *
 * What a container writes goes through a pipe, or to what the caller has given
 * it: never to a file of ours, which it could shorten. And a device of the
 * host's has an inode of the host's, whose mode, owner and times root inside
 * could change by its descriptor: fchmod(2). In the place of /dev/null the
 * container gets its own, in that of another device one that it cannot change:
 * device_stream.h.
 */
#ifndef STANDARD_STREAMS_H
#define STANDARD_STREAMS_H

#include "07-combined/engine/container.h"

/*
 * In the parent, the host's names in sight: replaces the streams that are
 * devices, in container->stdio. Returns 0, or -1 with errno as
 * device_stream_open().
 */
int standard_streams_replace(struct container *container);

/*
 * In the container, its root entered: opens its /dev/null for the streams that
 * are to be, or are, one. Returns 0, or -1 with errno: EXDEV if it is not
 * what it is called.
 */
int standard_streams_open(struct container *container);

/*
 * In the parent: gives those that are pipes to the root of a container that has
 * users of its own, as the map of this process in it has them: proc_pid_uid_map(5).
 * Else the container would have no power over them, and the next could not.
 */
void standard_streams_map(const struct container *container, pid_t pid);

/*
 * Gives those that are pipes, or its terminal, to uid: else the command, as
 * that user, could not open /dev/stdout by that name (pipe(7), proc_pid_fd(5)).
 */
void standard_streams_give(const struct container *container, uid_t uid);

#endif
