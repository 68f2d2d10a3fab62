/*
 * A copy of a file that may be sparse: lseek(2), SEEK_DATA and SEEK_HOLE.
 *
 * A file of a few kilobytes can have a size of terabytes. A copy that writes the
 * zeros of its holes fills the disk of the host.
 */
#ifndef SPARSE_H
#define SPARSE_H

#include <sys/types.h>

/*
 * Copies at most size bytes of a file, from its beginning, into an empty one: the
 * file may grow as fast as it is read. Holes stay holes; in a file system without
 * holes, the whole file is one piece of data. Returns 0, also if the file has
 * become shorter, or -1 with errno.
 */
int sparse_copy(int from, int to, off_t size);

#endif
