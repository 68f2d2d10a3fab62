/* System calls that the supervisor makes in the place of the caller. */
#ifndef NOTIFY_EXAMPLES_H
#define NOTIFY_EXAMPLES_H

#include "05-seccomp/notify/notify_call.h"

/*
 * Make the directory, or connect the caller's socket, where the path, or
 * "ADDRESS:PORT", matches the pattern: glob(7). Each writes what the call was
 * to call->text. Returns 0 or the errno with which the call is to fail: EACCES
 * if it does not match, and for an address that is not of AF_INET or AF_INET6.
 */
int notify_mkdir(struct notify_call *call, const char *pattern);
int notify_connect(struct notify_call *call, const char *pattern);

#endif
