/*
 * A directory of ours on the host, below which nothing belongs to another user.
 *
 * The two roots, of the states (state.h) and of the data (data_directory.h),
 * may lie where other users can make files: in /tmp, or where a variable says.
 * So a root is opened once, is checked by its descriptor, and what lies below
 * it is looked up from there: openat2(2). A directory in the same place that
 * another user has made, now or later, is then not believed.
 */
#ifndef OWNED_DIRECTORY_H
#define OWNED_DIRECTORY_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * Opens a root. Links in the path are followed, also the last one: an
 * administrator may have moved the data to another disk. But each link, and
 * the directory at the end, have to belong to this user; a link may be root's,
 * too. The group and others must not be able to write to the directory.
 *
 * make: what is missing is made, the last directory with mode 0700, those above
 * it with 0711. narrow: a directory that the group or others may enter gets
 * mode 0700 (an older version made 0711).
 *
 * Returns a descriptor, or -1 with errno: EPERM if it is not ours,
 * ENOENT, ENOTDIR, ELOOP or another of open(2). Then directory_problem() is a
 * line that names what is wrong.
 */
int directory_open(const char *path, bool make, bool narrow);

/* What directory_open() refused last: "/tmp/x belongs to uid 7, ...". */
const char *directory_problem(void);

/*
 * Opens a file below a root: no link is followed, and ".." does not lead out.
 * flags as open(2), with O_CLOEXEC added. Does not wait for a FIFO or a lease.
 * Returns a descriptor, or -1 with errno.
 */
int directory_open_below(int root, const char *path, int flags, mode_t mode);

/*
 * Makes a directory below a root, and those above it, with mode 0700. Returns
 * 0, or -1 with errno.
 */
int directory_make_below(int root, const char *path);

#endif
