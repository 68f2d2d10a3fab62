/*
 * What went wrong with a network, in the words of the program or library that
 * does it: errno alone cannot say which rule, or which port.
 */
#ifndef NETWORK_ERROR_H
#define NETWORK_ERROR_H

/*
 * Keeps the words of a failure, its first 511 bytes, control characters
 * replaced. Returns -1, and leaves errno as it is.
 */
int
network_failed(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The words of the last failure; "" if errno says it all. */
const char *network_error(void);

#endif
