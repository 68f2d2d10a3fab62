/*
 * A file begins with the key; the data follow.
 */
#include "common/cache.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

/* Reads size bytes. Returns whether they are the same as those of key. */
static bool
same_key(int fd, const void *key, size_t size)
{
	char *there = malloc(size);
	bool same = there != NULL && read(fd, there, size) == (ssize_t)size &&
		    memcmp(there, key, size) == 0;

	free(there);
	return same;
}

bool
cache_get(const char *path, const void *key, size_t key_size, void *data,
    size_t *size)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

	if (fd == -1)
		return false;
	bool found = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
		     (st.st_uid == geteuid() || st.st_uid == 0) &&
		     (st.st_mode & (S_IWGRP | S_IWOTH)) == 0 &&
		     st.st_size > (off_t)key_size &&
		     st.st_size - (off_t)key_size <= (off_t)*size &&
		     same_key(fd, key, key_size);
	if (found) {
		*size = st.st_size - key_size;
		found = read(fd, data, *size) == (ssize_t)*size;
	}
	close(fd);
	return found;
}

void
cache_put(const char *path, const void *key, size_t key_size, const void *data,
    size_t size)
{
	struct iovec parts[] = { { (void *)key, key_size },
		{ (void *)data, size } };
	char temporary[PATH_MAX];

	/* With two writers, or a full disk, a reader finds all data or none. */
	if (snprintf(temporary, sizeof(temporary), "%s.XXXXXX", path) >=
	    PATH_MAX)
		return;
	int fd = mkostemp(temporary, O_CLOEXEC);
	if (fd == -1)
		return;
	ssize_t written = writev(fd, parts, 2);
	close(fd);
	if (written != (ssize_t)(key_size + size) ||
	    rename(temporary, path) == -1)
		unlink(temporary);
}
