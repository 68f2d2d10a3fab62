#include "07-combined/engine/sparse.h"

#include "common/file.h"

#include <errno.h>
#include <stdbool.h>
#include <unistd.h>

static bool next_piece(int file, off_t size, off_t *start, off_t *end);
static int copy_piece(int from, int to, off_t start, off_t end);

int
sparse_copy(int from, int to, off_t size)
{
	off_t start, end = 0;
	int result = 1;

	while (result == 1 && next_piece(from, size, &start, &end))
		result = copy_piece(from, to, start, end);
	return result == 1 ? ftruncate(to, size) : result;
}

/*
 * Finds the next piece of data from *end on, before size. Returns false if only a
 * hole is left, or nothing.
 */
static bool
next_piece(int file, off_t size, off_t *start, off_t *end)
{
	if (*end >= size)
		return false;
	*start = lseek(file, *end, SEEK_DATA);
	/* ENXIO: only a hole is left. EINVAL, as in /proc: all is data. */
	if (*start == -1 && errno == ENXIO)
		return false;
	if (*start == -1)
		*start = *end;
	*end = lseek(file, *start, SEEK_HOLE);
	if (*end <= *start || *end > size)
		*end = size;
	return *start < size;
}

/* Returns 1, or 0 if the file has become shorter, or -1. */
static int
copy_piece(int from, int to, off_t start, off_t end)
{
	static char buffer[1 << 17];

	if (lseek(to, start, SEEK_SET) == -1)
		return -1;
	while (start < end) {
		off_t left = end - start, most = sizeof(buffer);
		ssize_t n =
		    pread(from, buffer, left < most ? left : most, start);
		if (n <= 0)
			return n;
		if (file_write_all(to, buffer, n) == -1)
			return -1;
		start += n;
	}
	return 1;
}
