#include "02-namespaces/ns.h"

#include "common/explain.h"

#include <errno.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { STACK_SIZE = 1024 * 1024 };

/* Appends to a list of flags. */
static void
add(char *text, size_t size, const char *flags)
{
	size_t used = strlen(text);

	snprintf(text + used, size - used, "%s%s", used > 0 ? "|" : "", flags);
}

/* The flags as strace(1) shows those of clone3(2), and in its order. */
static const char *
clone3_flags_text(uint64_t flags, char *text, size_t size)
{
	const int types = (int)flags & ~(CLONE_PARENT | CLONE_NEWTIME);
	char names[160];

	text[0] = '\0';
	if (flags & CLONE_PARENT)
		add(text, size, "CLONE_PARENT");
	if (types != 0)
		add(text, size, ns_flags_text(types, names, sizeof(names)));
	if (flags & CLONE_NEWTIME)
		add(text, size, "CLONE_NEWTIME");
	if (flags & CLONE_INTO_CGROUP)
		add(text, size, "CLONE_INTO_CGROUP");
	return flags == 0 ? "0" : text;
}

pid_t
ns_clone3(int flags, int cgroup)
{
	char text[200];
	struct clone_args args = {
		.flags = flags | (cgroup != -1 ? CLONE_INTO_CGROUP : 0),
		.cgroup = cgroup,
		/* A sibling of ours has the one that we have. */
		.exit_signal = flags & CLONE_PARENT ? 0 : SIGCHLD,
	};

	/*
	 * Without a stack the child goes on right here, on its copy of ours,
	 * as after fork(2). The C library has no wrapper for this call.
	 */
	explain("a process is born in namespaces of its own",
	    "clone3({flags=%s, ...}, %zu)",
	    clone3_flags_text(args.flags, text, sizeof(text)), sizeof(args));
	return syscall(SYS_clone3, &args, sizeof(args));
}

pid_t
ns_clone(int flags, int (*child)(void *), void *argument)
{
	char text[160];

	/* Its bit is one of the eight that carry the child's exit signal. */
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
	explain(later ? "the next child is to have its own"
		      : "this process moves into namespaces of its own",
	    "unshare(%s)", ns_flags_text(flags, text, sizeof(text)));
	return unshare(flags);
}
