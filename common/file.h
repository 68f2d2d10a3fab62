/*
 * Small files of the kernel (/proc, /sys): one value each, written and read in
 * one system call, because that is how the kernel wants them.
 */
#ifndef COMMON_FILE_H
#define COMMON_FILE_H

#include <stdio.h>
#include <sys/types.h>

/*
 * Writes the formatted value to an existing file in a single write(2), narrated
 * with the reason: the file's path in <>, as strace -y shows it. Returns 0, or
 * -1 with errno from open(2) or from the kernel's judgement of the value.
 */
int file_write(const char *path, const char *why, const char *value, ...)
    __attribute__((format(printf, 3, 4)));

/*
 * Writes all of the bytes, however few of them each write(2) takes. Returns 0, or
 * -1 with errno from write(2): some of them may have been written by then.
 */
int file_write_all(int fd, const void *bytes, size_t size);

/*
 * The open(2) of that: for writing, and below /proc only what is the kernel's,
 * nothing that is mounted over it. Returns a descriptor that execve(2) closes,
 * or -1 with errno of open(2) or openat2(2), EXDEV where /proc is another file
 * system.
 */
int file_open_to_write(const char *path);

/*
 * Reads a file of at most size - 1 bytes into text, ends it with a NUL and cuts
 * the newline at its end. Returns its length, or -1 with errno from open(2) or
 * read(2), EFBIG where it does not fit.
 */
ssize_t file_read(const char *path, char *text, size_t size);

/*
 * Opens a file for reading that somebody else may have put there: only a
 * regular one, so that nobody has to be waited for, and none that has no end: of
 * less than 16 MiB, with lines of 256 KiB at most. Returns as fopen(3) does, a
 * copy; with errno EINVAL where it is something else, EFBIG where it is longer.
 */
FILE *file_open_regular(const char *path);

/*
 * Closes the descriptor, and keeps errno. Returns result: the end of a function
 * that has used it.
 */
int file_close(int fd, int result);

/*
 * Closes a stream of open_memstream(3), whose text is *text. Returns the text, to
 * be freed, or NULL with errno ENOMEM: then it is freed already.
 */
char *file_end_memstream(FILE *stream, char **text);

#endif
