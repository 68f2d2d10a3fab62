/*
 * JSON's numbers up to 2^64 - 1: a jansson integer has 63 bits and a sign, where
 * profiles and config.json have uint64 (a seccomp argument, an rlimit).
 */
#ifndef WIDE_NUMBERS_H
#define WIDE_NUMBERS_H

#include <stddef.h>

/*
 * Returns a copy of a JSON text in which each integer from 2^63 to 2^64 - 1 is
 * the negative number with the same 64 bits: cast to uint64_t it is what it was.
 * *length gets the length of the copy, which the caller frees. NULL with errno
 * ENOMEM.
 */
char *wide_numbers_copy(const char *text, size_t *length);

#endif
