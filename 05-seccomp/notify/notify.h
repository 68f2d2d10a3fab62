/*
 * The supervisor: a process that answers system calls in the kernel's place
 * (seccomp_unotify(2)).
 *
 * The kernel stops a call with the action notify, and hands it to the process
 * that has the listener, a file descriptor that loading the filter returns.
 * That process, the supervisor, sends the answer. A supervisor can do what a
 * filter cannot: follow pointers (notify_call.h), ask other programs, and make
 * the call itself, with its own rights (notify_examples.h).
 */
#ifndef NOTIFY_H
#define NOTIFY_H

#include "05-seccomp/notify/notify_call.h"

#include <stddef.h>

enum notify_answer {
	NOTIFY_ERROR,    /* the call fails; with error 0 it seems to succeed */
	NOTIFY_CONTINUE, /* the kernel makes the call: no protection */
	NOTIFY_MKDIR,    /* mkdir(2): we make what matches the pattern */
	NOTIFY_CONNECT,  /* connect(2): we connect to what matches it */
};

struct notify_rule {
	const char *call; /* "mkdir" is mkdirat(2), too */
	enum notify_answer answer;
	int error;
	const char *pattern; /* of the path, or "ADDRESS:PORT": glob(7) */
};

/* Called for each call with its answer: 0, -1 for "continue", or an errno. */
typedef void notify_tell(const struct notify_call *call, int answer);

/*
 * Answers the calls at the listener by the first rule for them, until the last
 * process with the filter has ended. A call without a rule fails with EPERM.
 * Returns 0, or -1 with errno ENOMEM: seccomp_notify_receive(3).
 */
int notify_serve(
    int listener, const struct notify_rule *rules, size_t n, notify_tell *tell);

#endif
