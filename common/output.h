/*
 * Standard output and standard error: whatever names a message contains, no
 * escape sequence in them reaches the terminal. All output passes through here,
 * so no caller of printf(3) escapes anything.
 */
#ifndef COMMON_OUTPUT_H
#define COMMON_OUTPUT_H

#include <stddef.h>

/*
 * Must be the first call of main(). From then on stdio(3) escapes its output as
 * text.h says, except newlines, tabs, and a carriage return before a newline;
 * in a JSON string an escape is valid JSON. Descriptors 0, 1 and 2 are opened
 * if they are closed: otherwise the next file to be opened would get the
 * number, and the messages. Reading or writing such a descriptor still fails
 * with EBADF. Exits 125 on failure.
 */
void output_begin(void);

/*
 * Writes bytes that are not text to standard output, unchanged. Returns 0, or
 * -1 with errno of write(2).
 */
int output_bytes(const void *bytes, size_t size);

/*
 * To be called when all has been printed. Exits 125 if standard output cannot be
 * written, as on a full disk.
 */
void output_finish(void);

/*
 * Forks, for a process that is about to execute another program, whose messages
 * on stderr are not escaped. The child returns. The parent prints the child's
 * messages, escaped, and exits with the child's status.
 */
void output_relay_errors(void);

#endif
