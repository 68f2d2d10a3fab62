/*
 * Which step failed, in words; errno has the reason.
 *
 * A function keeps the words where its step fails, and returns -1. Its callers
 * return -1 in turn, after they have closed and freed what is theirs:
 *
 *     if (capset(&header, data) == -1)
 *             return failure_set("capset");
 *
 * The main program reports both: err(EXIT_OURS, "%s", failure_text()). Like
 * errno, the words belong to the process: a child has a copy of its own.
 */
#ifndef COMMON_FAILURE_H
#define COMMON_FAILURE_H

/*
 * Keeps the words for a failure: the call or the object, and a remedy if there
 * is one. errno has the reason, or is 0 if the words are the whole message.
 * Returns -1; errno stays as it is.
 */
int failure_set(const char *format, ...) __attribute__((format(printf, 1, 2)));

#ifdef __clang_analyzer__ /* which does not look into another file */
#define failure_set(...) (failure_set(__VA_ARGS__), -1)
#endif

/*
 * Returns the last words. If errno has changed since, the words belong to an
 * earlier failure: then returns "a system call". Valid until the next
 * failure_set().
 */
const char *failure_text(void);

#endif
