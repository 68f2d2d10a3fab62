/*
 * A system call that waits for the supervisor's answer, and the memory of its
 * caller.
 *
 * Another thread of the caller can change at any time what its pointers point
 * to. So a supervisor that has looked must not answer "go on": the kernel would
 * look again, at something else. What depends on memory, the supervisor copies
 * once; it decides on the copy, and makes the call itself, with the copy.
 */
#ifndef NOTIFY_CALL_H
#define NOTIFY_CALL_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct notify_call {
	int listener;
	uint64_t id; /* the kernel's, of this one call */
	pid_t pid;   /* of the calling thread */
	uint32_t arch;
	int number;
	uint64_t
	    args[6];    /* of the call behind a multiplexer, where it is one */
	char text[512]; /* the call and its arguments, for a message */
};

/*
 * Copies up to size bytes from address of the caller's memory. Returns the
 * number of bytes that could be read, or -1 with errno: ENOENT when the call is
 * no longer waiting, EFAULT.
 */
ssize_t notify_read_memory(
    const struct notify_call *call, uint64_t address, void *copy, size_t size);

#endif
