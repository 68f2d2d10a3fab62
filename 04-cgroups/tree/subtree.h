/*
 * A cgroup and those below it: directories that the kernel fills and empties by
 * itself, and that are removed by rmdir(2) alone, the lowest first.
 */
#ifndef SUBTREE_H
#define SUBTREE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/*
 * Removes the directories below path. Retries where the kernel is still busy.
 * Returns 0, or -1 with errno EBUSY (processes are in one), ENOENT (there is no
 * such path).
 */
int subtree_remove_children(const char *path);

/*
 * For a loop around rmdir(2), after it has failed: waits for a moment if dir
 * may be removed then: EBUSY, and all its processes are dead. *waited begins
 * with 0. Returns whether to try again; if not, with errno of the failure.
 */
bool subtree_wait_to_remove(const char *dir, int *waited);

/*
 * Writes the text to a control file of each directory below path. A directory
 * that refuses it is left as it is.
 */
void subtree_write(
    const char *path, const char *file, const char *why, const char *text);

/*
 * Lists the processes in path and below: at most size of them into pids.
 * Returns how many there are, or -1 with errno.
 */
ssize_t subtree_pids(const char *path, pid_t *pids, size_t size);

#endif
