/*
 * Paths in a container's root, for a process that still has the host's power:
 * openat2(2).
 *
 * An image is untrusted, and a volume may change while we look. So a
 * path is resolved once, into a descriptor, as the container itself will see
 * it: "/" and ".." end at the working directory, which has to be the root to
 * be (or is it already). The links in /proc/PID/fd, /root, /cwd and /exe, which
 * lead to what a process has and not to a path, are not followed at all.
 */
#ifndef PATH_IN_ROOT_H
#define PATH_IN_ROOT_H

#include <stdint.h>
#include <sys/types.h>

/*
 * Opens what the path leads to, with O_PATH. resolve has further RESOLVE_… of
 * openat2(2). Returns a descriptor, or -1 with errno: ELOOP for a link that
 * resolve forbids.
 */
int path_in_root_open(const char *path, uint64_t resolve);

/*
 * Opens the root of what is mounted on a directory, the topmost mount, without
 * a path: that may lead elsewhere by now. Returns as above.
 */
int path_in_root_top(int directory);

/*
 * As path_in_root_open(), and makes what is missing: directories, and at the
 * end of the path what kind says, S_IFDIR or S_IFREG.
 */
int path_in_root_make(const char *path, mode_t kind, uint64_t resolve);

/*
 * The same for what a mount is to cover. A link that leads into a procfs is refused,
 * EXDEV: its files are the kernel's, and only a path that begins with /proc names
 * them.
 */
int path_in_root_target(const char *path, mode_t kind, uint64_t resolve);

/*
 * The same check of a descriptor that the path led to, or -1. Returns it; closes what
 * it refuses, and returns -1 with errno.
 */
int path_in_root_check(int fd, const char *path);

/*
 * Opens the directory that a path's last part is in, making it where it is
 * missing, and points *name to that part. Returns as path_in_root_open() does.
 */
int
path_in_root_directory(const char *path, const char **name, uint64_t resolve);

#endif
