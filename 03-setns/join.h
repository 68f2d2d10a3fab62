/*
 * Joining namespaces that are there already: setns(2).
 *
 * A namespace is named by a file descriptor: of a process that is in it (a
 * pidfd: join_process), of its file below /proc/PID/ns (join_files), or of a file
 * on which it was mounted (join_keep, join_open). It lives for as long as a
 * process is in it, a descriptor of it is open, or it is mounted somewhere.
 *
 * Two things to keep in mind: the PID namespace takes effect in the next child,
 * so fork after setns; and joining a user namespace gives this process all
 * capabilities in it and takes those that it had outside.
 */
#ifndef JOIN_H
#define JOIN_H

#include <sys/types.h>

/*
 * Joins the namespaces of process pid that the flags name and in which this
 * process is not already: pidfd_open(2), and one setns(2) for all (Linux 5.8).
 * Either all are joined or none. Returns 0, or -1 with errno: ESRCH when the
 * process is gone, EACCES without the right to look at it, EPERM without
 * CAP_SYS_ADMIN in the user namespace that owns one of them, EINVAL for a PID
 * namespace above ours.
 */
int join_pid(pid_t pid, int flags);

/*
 * The same for a process that was found before and is named by its pidfd: when the
 * process has ended, its PID may become another process's, its pidfd never does.
 * join_pid() is pidfd_open(2), and then this function.
 */
int join_process(int pidfd, int flags);

/*
 * As join_pid(), by one setns(2) for each file below /proc/PID/ns. When it
 * fails in the middle, this process is in some of the namespaces and should
 * exit. Errors as join_pid().
 */
int join_files(pid_t pid, int flags);

/*
 * Opens the file of a namespace: /proc/PID/ns/net, /proc/self/fd/3,
 * /run/netns/NAME. Of several, all are opened before the first is joined: in
 * another mount namespace, or for another user, a path means something else.
 * Returns a descriptor that execve(2) closes, or -1 with errno of open(2).
 */
int join_open(const char *path);

/*
 * Joins the namespace that an open file is, and closes it. flag must be its
 * type, or 0 for any. Returns 0, or -1 with errno of setns(2): EINVAL for
 * another type or no namespace at all; then the file stays open. path is for
 * the narration.
 */
int join_file(int fd, int flag, const char *path);

/*
 * After a user namespace was joined: becomes its user and group 0, if it has
 * them. Otherwise execve(2) would take the capabilities again that joining
 * gave. Returns 0, or -1 with errno of setresgid(2), setresuid(2).
 */
int join_become_root(void);

/*
 * Returns those of the flags (CLONE_NEW*) for which process pid is in another
 * namespace than this process, or -1 with errno: ESRCH when the process is
 * gone, ENOENT if nothing is mounted on /proc, EACCES without the right to
 * look at it. A type that the kernel lacks does not differ.
 */
int join_differing(pid_t pid, int flags);

/*
 * Returns which of the flags join_process() would join, or -1 with errno as
 * join_differing().
 */
int join_process_differing(int pidfd, int flags);

/*
 * Returns 0 if the process of a pidfd has not ended: all that was looked up by
 * its PID before this call is its own. Otherwise -1 with errno ESRCH.
 */
int join_check(int pidfd);

/*
 * The two halves of join_differing(). The first returns a descriptor of
 * /proc/PID, to be closed by the caller, or -1 with errno as the whole: while
 * it is open, it leads to this process or to none. The second compares.
 */
int join_open_proc(pid_t pid);
int join_differing_at(int process, int flags);

/*
 * Mounts the namespace of process pid on path, a new file, so that it outlives
 * the process. type is a name that ns_flag() knows. Returns 0, or -1 with
 * errno: ESRCH when the process is gone, EEXIST when the file is there already,
 * EINVAL for an unknown type, and for a mount namespace that is not newer than
 * this process's, or on a shared mount: the namespace might hold itself.
 */
int join_keep(pid_t pid, const char *type, const char *path);

/*
 * Undoes join_keep(): umount2(2) and unlink(2). Returns 0, or -1 with errno:
 * EINVAL when no namespace is mounted there.
 */
int join_forget(const char *path);

#endif
