/*
 * A copy of a directory that other processes may change meanwhile: the option
 * tmpcopyup of an OCI mount, and what a new volume begins with. Other containers
 * may have that volume, so they may change the copy, too.
 *
 * The copy is made while the host's root is in sight, and the directory may be
 * a volume's, in which another container exchanges a directory for a link at
 * any moment. So no path is looked up: each step is one name in an open
 * directory, and a link is copied, never followed. What an entry is, is asked
 * of its descriptor, and what is read is that same descriptor.
 */
#ifndef COPY_TREE_H
#define COPY_TREE_H

/*
 * Copies the entries of directory from, and of those below, to the empty
 * directory to, and gives it from's owner, mode and times. Both are
 * descriptors, O_PATH is enough. An owner that the user namespace does not have
 * is left out, and with it the bits S_ISUID and S_ISGID. A file with several
 * names becomes several files. Returns 0, or -1 with errno: EEXIST, ENOENT or
 * ESTALE if another process changes the directory to at the same time.
 */
int copy_tree(int from, int to);

#endif
