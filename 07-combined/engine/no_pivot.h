/*
 * A root without pivot_root(2), which an initramfs does not allow: MS_MOVE and
 * chroot(2).
 *
 * Unlike the old root of pivot_root(2), the host's cannot be unmounted: the
 * container's is moved on top of it. No path leads below, but the mount
 * namespace has all that is mounted there, and the kernel counts that: a new
 * user namespace may mount a procfs or a sysfs of its own only where the mount
 * namespace has one that nothing covers (mount_namespaces(7); masked paths
 * cover the container's). So the host's mounts have to go.
 */
#ifndef NO_PIVOT_H
#define NO_PIVOT_H

/*
 * Makes the working directory, the root of a mount, "/": moves it over the
 * host's root, removes what is mounted below that from this mount namespace,
 * and changes the root directory. Where the mounts are locked, as those that a
 * user namespace has inherited, each procfs and sysfs among them is covered for
 * good instead. Returns 0, or -1 with errno.
 */
int no_pivot_enter(void);

#endif
