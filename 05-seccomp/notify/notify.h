/*
 * The supervisor: system calls that somebody else answers (seccomp_unotify(2)).
 *
 * To a call with the action notify the kernel gives no answer: the caller
 * stands still, and whoever has the listener, a file descriptor that comes with
 * loading the filter, is handed the call and answers in the kernel's place. A
 * supervisor can do what no filter can: follow pointers, ask others, and make
 * the call itself, with its own rights.
 *
 * What pointers point to can change at any time, by another thread of the
 * caller. So whoever has looked must not say "go on" (the kernel would look
 * again, at something else): what depends on memory, we copy, decide on the
 * copy, and then do ourselves, with the copy.
 */
#ifndef NOTIFY_H
#define NOTIFY_H

#include <stdint.h>
#include <sys/types.h>

enum notify_answer {
	NOTIFY_ERROR,    /* the call fails, or with error 0 only seems to do */
	NOTIFY_CONTINUE, /* the kernel goes on with it: decides nothing */
	NOTIFY_MKDIR,    /* mkdir(2): we make what matches the pattern */
	NOTIFY_CONNECT,  /* connect(2): we connect to what matches it */
};

struct notify_rule {
	const char *call; /* "mkdir" is mkdirat(2), too */
	enum notify_answer answer;
	int error;
	const char *pattern; /* of the path, or "ADDRESS:PORT": glob(7) */
};

/* A call that waits for its answer. */
struct notify_call {
	int listener;
	uint64_t id; /* the kernel's, of this one call */
	pid_t pid;   /* of the calling thread */
	uint32_t arch;
	int number;
	uint64_t
	    args[6];    /* of the call behind a multiplexer, where it is one */
	char text[512]; /* what we say it was */
};

/* Is told each call with its answer: 0, -1 for "continue", or an errno. */
typedef void notify_tell(const struct notify_call *call, int answer);

/*
 * Answers the calls at the listener by the first rule that is about them, until
 * nobody with the filter is left. A call without a rule fails with EPERM.
 * Returns 0, or -1 with errno ENOMEM: seccomp_notify_receive(3).
 */
int notify_serve(
    int listener, const struct notify_rule *rules, size_t n, notify_tell *tell);

/*
 * Copies up to size bytes from address of the caller's memory. Returns how many
 * could be read, or -1 with errno: ENOENT when the call is no longer waiting,
 * EFAULT.
 */
ssize_t notify_read_memory(
    const struct notify_call *call, uint64_t address, void *copy, size_t size);

/*
 * Do the call in the place of the caller, where it matches the pattern. Return
 * 0 or the errno that it is to fail with: EACCES where it does not.
 */
int notify_mkdir(struct notify_call *call, const char *pattern);
int notify_connect(struct notify_call *call, const char *pattern);

#endif
