/* Values of arguments by name: the constants of the C library's headers. */
#ifndef CONSTANTS_H
#define CONSTANTS_H

#include <stdint.h>

/*
 * Reads a value of an argument: a number (also 0x, 0, or negative), a name of
 * <sched.h>, <sys/socket.h>, … ("CLONE_NEWUSER"), or several with '|' in
 * between. Returns 0, or -1 with errno EINVAL and filter_error().
 */
int filter_value(const char *text, uint64_t *value);

#endif
