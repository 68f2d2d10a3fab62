#include "02-namespaces/ns.h"

#include "common/explain.h"
#include "common/failure.h"

#include <errno.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

pid_t
ns_clone3(int flags, int cgroup)
{
	char text[200];
	struct clone_args args = {
		.flags = flags | (cgroup != -1 ? CLONE_INTO_CGROUP : 0),
		.cgroup = cgroup,
		/* With CLONE_PARENT, the child's signal is this process's. */
		.exit_signal = flags & CLONE_PARENT ? 0 : SIGCHLD,
	};

	/*
	 * Without a stack, the child goes on right here on its copy of the
	 * parent's, as after fork(2). The C library has no wrapper for this
	 * call.
	 */
	explain("a process is born in namespaces of its own",
	    "clone3({flags=%s, ...}, %zu)",
	    ns_clone3_flags_text(args.flags, text, sizeof(text)), sizeof(args));
	pid_t pid = syscall(SYS_clone3, &args, sizeof(args));
	if (pid == -1)
		failure_set("clone3(%s)",
		    ns_clone3_flags_text(args.flags, text, sizeof(text)));
	return pid;
}

enum { STACK_SIZE = 1024 * 1024 };

pid_t
ns_clone(int flags, int (*child)(void *), void *argument)
{
	char text[160];

	/* This bit is one of the eight that carry the child's exit signal. */
	if (flags & CLONE_NEWTIME) {
		errno = EINVAL;
		return -1;
	}
	/*
	 * The stack magic: memory for the child to run on. The lowest page is
	 * out of bounds, so that an overflow crashes instead of destroying what
	 * lies below.
	 */
	char *stack = mmap(NULL, STACK_SIZE, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
	if (stack == MAP_FAILED)
		return -1;
	mprotect(stack, getpagesize(), PROT_NONE);

	/* Stacks grow downwards: the child begins at the top. */
	explain("a process is born in namespaces of its own",
	    "clone(child_stack=..., flags=%s%sSIGCHLD)",
	    flags != 0 ? ns_flags_text(flags, text, sizeof(text)) : "",
	    flags != 0 ? "|" : "");
	pid_t pid = clone(child, stack + STACK_SIZE, flags | SIGCHLD, argument);

	/* The child has its copy of all our memory, the stack as well. */
	int saved_errno = errno;
	munmap(stack, STACK_SIZE);
	errno = saved_errno;
	return pid;
}

int
ns_unshare(int flags)
{
	char text[160];

	bool later = (flags & ~(CLONE_NEWPID | CLONE_NEWTIME)) == 0;
	explain(later ? "the next child gets its own"
		      : "this process moves into namespaces of its own",
	    "unshare(%s)", ns_flags_text(flags, text, sizeof(text)));
	if (unshare(flags) == -1)
		return failure_set(
		    "unshare(%s)", ns_flags_text(flags, text, sizeof(text)));
	return 0;
}
