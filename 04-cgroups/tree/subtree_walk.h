/*
 * The directories below a cgroup, however deep: a container with cgroups of its own may
 * make more of them, one in the other, than a path or a process's descriptors can hold.
 */
#ifndef SUBTREE_WALK_H
#define SUBTREE_WALK_H

/*
 * Calls visit for each directory below path, the lowest first. A path that would be too
 * long is one by way of /proc/self/fd instead. What another process removes meanwhile is
 * not an error, nor is ENOENT of visit. Returns 0, or -1 with errno: visit's, which ends
 * the walk.
 */
int subtree_walk(
    const char *path, int (*visit)(const char *dir, void *arg), void *arg);

#endif
