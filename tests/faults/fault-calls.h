/*
 * What each system call can well fail with. What is not here does not fail, but
 * is killed all the same: it cannot fail (getpid, umask, rt_sigprocmask, …), or
 * not as it is called here (wait4, munmap, lseek). brk(2) comes back with the
 * old end where it fails, so that its failure is malloc's: fault-malloc.c.
 */
#ifndef FAULT_CALLS_H
#define FAULT_CALLS_H

#include <errno.h>
#include <sys/syscall.h>

#define CALL(name, ...)                                                        \
	{                                                                      \
		SYS_##name, #name,                                             \
		{                                                              \
			__VA_ARGS__                                            \
		}                                                              \
	}

static const struct {
	long number;
	const char *name;
	int errors[3];
} calls[] = {
	CALL(accept4, ECONNABORTED, EMFILE),
	CALL(access, EACCES),
	CALL(bind, EADDRINUSE),
	CALL(bpf, EPERM),
	CALL(capset, EPERM),
	CALL(chdir, EACCES),
	CALL(chmod, EPERM),
	CALL(chown, EPERM),
	CALL(chroot, EPERM),
	CALL(clone, EAGAIN),
	CALL(clone3, EAGAIN),
	CALL(close, EIO), /* it is closed, though: close(2) */
	CALL(connect, ECONNREFUSED),
	CALL(dup, EMFILE),
	CALL(dup2, EMFILE),
	CALL(dup3, EMFILE),
	CALL(execve, EACCES, E2BIG),
	CALL(execveat, EACCES),
	CALL(faccessat2, EACCES),
	CALL(fchdir, EACCES),
	CALL(fchmod, EPERM),
	CALL(fchmodat, EPERM),
	CALL(fchown, EPERM),
	CALL(fchownat, EPERM),
	CALL(fcntl, EMFILE),
	CALL(flock, ENOLCK),
	CALL(fsconfig, EINVAL),
	CALL(fsmount, EPERM),
	CALL(fsopen, EPERM),
	CALL(fstatfs, EIO),
	CALL(fsync, EIO),
	CALL(ftruncate, ENOSPC),
	CALL(getcwd, ENOENT),
	CALL(getdents64, EIO),
	CALL(getrandom, EINTR),
	CALL(getxattr, ENOTSUP),
	CALL(ioctl, EIO),
	CALL(keyctl, EDQUOT),
	CALL(kill, ESRCH),
	CALL(linkat, ENOSPC),
	CALL(listen, EADDRINUSE),
	CALL(memfd_create, EMFILE),
	CALL(mkdir, ENOSPC, EROFS),
	CALL(mkdirat, ENOSPC, EROFS),
	CALL(mknodat, ENOSPC, EPERM),
	CALL(mmap, ENOMEM),
	CALL(mount, EPERM, ENOMEM),
	CALL(mount_setattr, EINVAL),
	CALL(move_mount, EINVAL),
	CALL(mprotect, ENOMEM),
	CALL(mremap, ENOMEM),
	CALL(newfstatat, ENOMEM),
	CALL(open_tree, EPERM),
	CALL(openat, EACCES, EMFILE),
	CALL(openat2, EACCES, EAGAIN),
	CALL(pidfd_open, EMFILE),
	CALL(pidfd_send_signal, EPERM),
	CALL(pipe2, EMFILE),
	CALL(pivot_root, EINVAL),
	CALL(poll, EINTR),
	CALL(ppoll, EINTR),
	CALL(prctl, EPERM),
	CALL(pread64, EIO),
	CALL(prlimit64, EPERM),
	CALL(pwrite64, ENOSPC),
	CALL(read, EIO),
	CALL(readlink, EACCES),
	CALL(readlinkat, EACCES),
	CALL(recvfrom, ENOBUFS),
	CALL(recvmsg, ENOBUFS),
	CALL(rename, ENOSPC, EROFS),
	CALL(rmdir, EBUSY),
	CALL(rt_sigtimedwait, EINTR),
	CALL(seccomp, EINVAL),
	CALL(sendmsg, ENOBUFS),
	CALL(sendto, ENOBUFS),
	CALL(setgroups, EPERM),
	CALL(sethostname, EPERM),
	CALL(setns, EPERM),
	CALL(setresgid, EPERM),
	CALL(setresuid, EAGAIN),
	CALL(setsid, EPERM),
	CALL(setsockopt, ENOBUFS),
	CALL(setxattr, ENOSPC),
	CALL(signalfd4, EMFILE),
	CALL(socket, EMFILE),
	CALL(socketpair, EMFILE),
	CALL(statfs, EIO),
	CALL(statx, ENOMEM),
	CALL(symlinkat, ENOSPC),
	CALL(umount2, EBUSY),
	CALL(unlink, EROFS),
	CALL(unlinkat, EROFS),
	CALL(unshare, ENOSPC),
	CALL(write, ENOSPC),
	CALL(writev, ENOSPC),
};

#define NCALLS (sizeof(calls) / sizeof(calls[0]))

#endif
