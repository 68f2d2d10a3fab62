/*
 * What a program prints, stdout and stderr: nothing of it is an order to the
 * terminal, whatever a name in it was made of. All of it passes here, so that no
 * message has to think of it.
 */
#ifndef COMMON_OUTPUT_H
#define COMMON_OUTPUT_H

#include <stddef.h>

/*
 * To be called first in main(). From here on what stdio(3) prints is escaped as
 * text.h says, but for newlines, tabs, and a carriage return before a newline;
 * inside of JSON that is JSON. And descriptors 0, 1 and 2 are taken: were one
 * free, the next file that we open would get the number, and our messages. The
 * caller that has closed one gets EBADF as before. Exits 125 where that cannot be.
 */
void output_begin(void);

/*
 * Writes bytes that are not text to standard output, as they are. Returns 0, or -1
 * with errno of write(2).
 */
int output_bytes(const void *bytes, size_t size);

/*
 * For a process that is about to execute another program, which says on stderr
 * what we have not made: forks. The child returns; the parent shows what it says,
 * escaped like ours, and exits as it does.
 */
void output_relay_errors(void);

#endif
