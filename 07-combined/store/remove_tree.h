/*
 * A directory is removed with all in it: unlinkat(2).
 *
 * A container has made its content, and may change it meanwhile. So no path is
 * ever looked up twice: each name is one of an open directory, and only
 * a directory on the same file system is opened, never a link (openat2(2)).
 * However deep it goes, two descriptors are enough: a directory that is not
 * empty moves up, next to that which it was in.
 */
#ifndef REMOVE_TREE_H
#define REMOVE_TREE_H

/*
 * Removes what is at a path, from an open directory on or from AT_FDCWD: a
 * directory with all in it, or another file. The directories of the path up to
 * the last are to be ours. What is gone already is not an error. Returns 0, or
 * -1 with errno of the first thing that could not be removed; all else is gone
 * then.
 */
int remove_tree_at(int dir, const char *path);

/*
 * What could not be removed, and why, in words: "a/b: immutable (chattr -i)".
 * For the last call that failed; ours, until the next call.
 */
const char *remove_tree_error(void);

#endif
