/*
 * What took long to compile, kept in a file for the next time.
 */
#ifndef COMMON_CACHE_H
#define COMMON_CACHE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Looks into a file for what was kept for key, and only for it: all that the
 * data depend on. *size is the room there is for data, and becomes their length.
 * Returns whether it was there, and nobody but this user and root can have
 * changed it.
 */
bool cache_get(const char *path, const void *key, size_t key_size, void *data,
    size_t *size);

/* Keeps it there. That this cannot be done is no error. */
void cache_put(const char *path, const void *key, size_t key_size,
    const void *data, size_t size);

#endif
