/*
 * Untrusted input is read by a process that can do little else.
 *
 * A mistake in the reading of archives, which have many formats and more
 * compressions, would be a way into root's full power. So archives are read in
 * a process of its own: its root directory is the layer that it writes, or an
 * empty one; it has no capability that writing does not need, no network, no
 * other process in sight, a seccomp filter, and of all open files only the
 * archive. What it says is text to us, bounded and without control characters.
 */
#ifndef CONFINE_H
#define CONFINE_H

#include <stdbool.h>
#include <stdint.h>

struct image_work {
	const char
	    *root;     /* its root directory; NULL: an empty one, read-only */
	uint64_t caps; /* what it may do as root of its users */
	/*
	 * The work: returns the exit status, or exits, after a line on stderr.
	 * strict: files can be given to any user.
	 */
	int (*run)(int input, bool strict, void *data);
	void *data;
};

/*
 * Does the work on an input, which is closed. Returns its exit status; 128+N
 * where signal N has ended it; 125 where there was no process. What the work
 * wrote to stderr, in bounds, is there then.
 */
int image_confine(const struct image_work *work, int input);

/*
 * Opens an archive that may be anything, by its path: only a regular file,
 * which never makes us wait for a writer. Exits 125 with a line on stderr if
 * it cannot.
 */
int image_open_archive(const char *path);

#endif
