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
#include <unistd.h>

static size_t
key_size(const struct cache_key *key)
{
	return key->parts[0].iov_len + key->parts[1].iov_len;
}

/* Reads as many bytes as part has. Returns whether they are the same. */
static bool
same_part(int fd, const struct iovec *part)
{
	const char *at = part->iov_base;
	char there[4096];

	for (size_t left = part->iov_len; left > 0;) {
		size_t n = left < sizeof(there) ? left : sizeof(there);

		if (read(fd, there, n) != (ssize_t)n ||
		    memcmp(there, at, n) != 0)
			return false;
		at += n;
		left -= n;
	}
	return true;
}

bool
cache_get(
    const char *path, const struct cache_key *key, void *data, size_t *size)
{
	struct stat st;
	off_t before = key_size(key);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

	if (fd == -1)
		return false;
	bool found =
	    fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    (st.st_uid == geteuid() || st.st_uid == 0) &&
	    (st.st_mode & (S_IWGRP | S_IWOTH)) == 0 && st.st_size > before &&
	    st.st_size - before <= (off_t)*size &&
	    same_part(fd, &key->parts[0]) && same_part(fd, &key->parts[1]);
	if (found) {
		*size = st.st_size - before;
		found = read(fd, data, *size) == (ssize_t)*size;
	}
	close(fd);
	return found;
}

void
cache_put(const char *path, const struct cache_key *key, const void *data,
    size_t size)
{
	struct iovec parts[] = { key->parts[0], key->parts[1],
		{ (void *)data, size } };
	char temporary[PATH_MAX];

	/* With two writers, or a full disk, a reader finds all data or none. */
	if (snprintf(temporary, sizeof(temporary), "%s.XXXXXX", path) >=
	    PATH_MAX)
		return;
	int fd = mkostemp(temporary, O_CLOEXEC);
	if (fd == -1)
		return;
	ssize_t written = writev(fd, parts, 3);
	close(fd);
	if (written != (ssize_t)(key_size(key) + size) ||
	    rename(temporary, path) == -1)
		unlink(temporary);
}
