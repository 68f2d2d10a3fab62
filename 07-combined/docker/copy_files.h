/*
 * Copies files from one open directory into another: openat(2) and its kin.
 *
 * One side is a container's, and may change while we look. So nothing is looked
 * up by more than one name, no link is followed, and a file is read only after
 * it was seen to be a regular one. What is written is new: what had its name
 * before is unlinked, never written through.
 *
 * Not copied are devices and sockets; extended attributes, with them a file's
 * capabilities; and its owner: a copy belongs to the user it is made as.
 */
#ifndef COPY_FILES_H
#define COPY_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

struct copier_link; /* a file that has several names */

struct copier {
	int fds;     /* the host's /proc/self/fd, open: to open a file again */
	mode_t keep; /* the bits of a mode that stay */
	/* Called for each that is not copied, with what it is. */
	void (*skip)(const char *path, const char *what);

	/* How many bytes a tar archive of all has: what docker counts. */
	int64_t archived;
	/* From what was copied on, for people; after a failure, where. */
	char path[4096];
	/* The rest is its own. */
	dev_t top_device;
	ino_t top_number;
	struct copier_link *links;
	size_t nlinks;
};

/*
 * Copies what the descriptor is, opened with O_PATH, with all in it, to a name
 * in an open directory. Into a directory of that name goes what is in the
 * other. Returns 0, or -1 with errno, c->path being where: EISDIR, ENOTDIR
 * if one is a directory and the other is not, ELOOP if it is copied into
 * itself.
 */
int copy_files_copy(struct copier *c, int from, int to, const char *name);

/* The same for what is in it, into the open directory itself. */
int copy_files_below(struct copier *c, int from, int to);

/* Gives back what it has learnt of links. */
void copy_files_end(struct copier *c);

#endif
