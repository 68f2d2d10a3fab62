/*
 * The result of a compilation, kept in a file for the next time.
 */
#ifndef COMMON_CACHE_H
#define COMMON_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/uio.h>

/*
 * Everything that the data depend on, in two parts: what is long stays where it
 * is. The second may be empty.
 */
struct cache_key {
	struct iovec parts[2];
};

/*
 * Reads the data that were put into a file for this key. On entry, *size is the
 * size of data in bytes; on return, the length of what was read. Returns false
 * where the file has no data for the key, or where a user other than this one and
 * root can have changed it.
 */
bool cache_get(
    const char *path, const struct cache_key *key, void *data, size_t *size);

/* Writes key and data into the file. A failure costs time only: ignored. */
void cache_put(const char *path, const struct cache_key *key, const void *data,
    size_t size);

#endif
