/*
 * Joining namespaces that are there already: setns(2).
 *
 * A namespace is named by a file descriptor: of the process that is in it (a
 * pidfd: join_pidfd), of its file below /proc/PID/ns (join_files), or of any
 * file that one was mounted on (join_file, join_keep). It lives for as long as
 * a process is in it, a descriptor of it is open, or it is mounted.
 *
 * Two things to keep in mind: the PID namespace takes effect in the next child,
 * so fork after; and to join a user namespace gives this process all
 * capabilities in there and takes those it had outside.
 */
#ifndef JOIN_H
#define JOIN_H

#include <sys/types.h>

/*
 * Joins the namespaces of process pid that flags name (CLONE_NEW*), except
 * those in which this process is already: pidfd_open(2), and one setns(2) for
 * all (Linux 5.8). Either all are joined or none. Returns 0, or -1 with errno:
 * ESRCH when the process is gone, EPERM without CAP_SYS_ADMIN in the target's
 * user namespace or without the right to ptrace the target, EINVAL for a type
 * that this kernel lacks.
 */
int join_pidfd(pid_t pid, int flags);

/*
 * The same by one setns(2) for each file below /proc/PID/ns. All are opened
 * before the first is joined: after the mount namespace, /proc is another one.
 * When it fails in the middle, the process stays between two worlds and should
 * exit. Errors as join_pidfd().
 */
int join_files(pid_t pid, int flags);

/*
 * Joins the namespace that a file is: /proc/PID/ns/net, /proc/self/fd/3,
 * /run/netns/NAME. flag must be its type, 0 takes any. Returns 0, or -1 with
 * errno of open(2) or setns(2): EINVAL for another type or no namespace at all.
 */
int join_file(const char *path, int flag);

/*
 * Mounts the namespace of process pid on path, an existing or new file, so that
 * it outlives the process. type is a name that ns_flag() knows. Returns 0, or
 * -1 with errno: ESRCH when the process is gone, EINVAL for an unknown type and
 * for a mount namespace that may not be mounted inside itself.
 */
int join_keep(pid_t pid, const char *type, const char *path);

/*
 * Undoes join_keep(): umount2(2) and unlink(2). Returns 0, or -1 with errno:
 * EINVAL when nothing is mounted there.
 */
int join_forget(const char *path);

#endif
