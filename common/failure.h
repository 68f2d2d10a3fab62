/*
 * What failed, in words, as errno says why.
 *
 * A function that cannot do its step says so where the step fails, and returns
 * -1; its callers hand the -1 on, whatever they close or free meanwhile:
 *
 *     if (capset(&header, data) == -1)
 *             return failure_set("capset");
 *
 * The end of the program's way reports both: err(EXIT_OURS, "%s", failure_text()).
 * Like errno, the words belong to the process: a child has a copy of its own.
 */
#ifndef COMMON_FAILURE_H
#define COMMON_FAILURE_H

/*
 * Keeps the words for a failure whose reason is in errno, or is 0 where the words
 * say it all. The words are the call, or the object, and a remedy where there is
 * one. Returns -1; errno stays as it is.
 */
int failure_set(const char *format, ...) __attribute__((format(printf, 1, 2)));

/*
 * Returns the words that were kept last. Words that were kept for
 * another errno than the present one belong to an earlier failure: they are not
 * returned, but "a system call". Valid until the next failure_set().
 */
const char *failure_text(void);

#endif
