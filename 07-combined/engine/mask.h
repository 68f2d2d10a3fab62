/*
 * Covering what a container has in its root, when its root is "/" already:
 * masked and read-only paths, the console.
 */
#ifndef MASK_H
#define MASK_H

/*
 * Mounts the file behind the descriptor on a target (path_in_root.h), which it
 * closes; path and why are for the narration. Returns 0, or -1 with errno.
 */
int mask_with(int file, int target, const char *path, const char *why);

/*
 * Covers the paths of a list that ends with NULL: files with /dev/null,
 * directories with one empty tmpfs for all, which has the SELinux label
 * unless that is NULL. A path that does not exist is not an error. Returns 0, or
 * -1 with errno: ENODEV if the container's /dev/null is something else.
 */
int mask_paths(const char *const *paths, const char *label);

/*
 * Makes a path, and all that is mounted below, read-only for good. A path that
 * does not exist is not an error. Returns 0, or -1 with errno.
 */
int mask_read_only(const char *path);

#endif
