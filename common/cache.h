/*
 * The result of a compilation, kept in a file for the next time.
 */
#ifndef COMMON_CACHE_H
#define COMMON_CACHE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Reads the data that were put into a file for this key. The key is everything
 * that the data depend on. On entry, *size is the size of data in bytes; on
 * return, the length of what was read. Returns false where the file has no data
 * for the key, or where a user other than this one and root can have changed
 * it.
 */
bool cache_get(const char *path, const void *key, size_t key_size, void *data,
    size_t *size);

/* Writes key and data into the file. A failure costs time only: ignored. */
void cache_put(const char *path, const void *key, size_t key_size,
    const void *data, size_t size);

#endif
