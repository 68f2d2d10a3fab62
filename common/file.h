/*
 * Small files of the kernel (/proc, /sys): the kernel takes and gives a value
 * in one system call.
 */
#ifndef COMMON_FILE_H
#define COMMON_FILE_H

#include <stdio.h>
#include <sys/types.h>

/*
 * Writes the formatted value to an existing file in a single write(2), narrated
 * with the reason: the file's path in <>, as strace -y shows it. Returns 0, or
 * -1 with errno of open(2), or of write(2) where the kernel rejects the value;
 * failure_text() names the call.
 */
int file_write(const char *path, const char *why, const char *value, ...)
    __attribute__((format(printf, 3, 4)));

/*
 * Writes all bytes, with as many calls of write(2) as it takes. Returns 0, or
 * -1 with errno of write(2), after which some of the bytes may have been
 * written.
 */
int file_write_all(int fd, const void *bytes, size_t size);

/*
 * Opens a file for file_write(). Below /proc, only a file of procfs is opened,
 * not one that is mounted over it. Returns a descriptor with O_CLOEXEC, or -1
 * with errno of open(2) or openat2(2), EXDEV if /proc is another file
 * system.
 */
int file_open_to_write(const char *path);

/*
 * Reads a file of at most size - 1 bytes into text, adds a NUL and removes the
 * newline at the end. Returns the length, or -1 with errno of open(2) or
 * read(2), EFBIG if the file does not fit.
 */
ssize_t file_read(const char *path, char *text, size_t size);

/*
 * Opens an untrusted file for reading. Only a regular file is opened, because
 * opening or reading another may block; and only one of less than 16 MiB, with
 * lines of 256 KiB at most. Returns a stream of a copy, for fclose(3), or NULL
 * with errno of open(2), EINVAL (not a regular file) or EFBIG (too long).
 */
FILE *file_open_regular(const char *path);

/*
 * Sets errno for a /proc/PID that is not there: ESRCH if the process is gone, ENOENT
 * if nothing is mounted on /proc, where the process may be alive.
 */
void file_no_process(void);

/*
 * Closes the descriptor and keeps errno. Returns result, so that a function can
 * end with `return file_close(fd, result)`.
 */
int file_close(int fd, int result);

/*
 * Closes a stream of open_memstream(3), whose text is *text. Returns the text,
 * which the caller frees, or NULL with errno ENOMEM, after freeing the text.
 */
char *file_end_memstream(FILE *stream, char **text);

#endif
