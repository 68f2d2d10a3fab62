/*
 * Control files: what the other files of the chapter share to read and write
 * them. Each function remembers, for cgroup_strerror(), at which file it
 * failed.
 */
#ifndef CONTROL_FILE_H
#define CONTROL_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define CONTROL_PATH 640

/* Joins directory and file. Returns path; "" if it would be cut off. */
const char *
control_path(char path[CONTROL_PATH], const char *dir, const char *file);

/* Is there such a file? */
bool control_exists(const char *dir, const char *file);

/* Writes a value, as file_write() does. Returns 0, or -1 with errno. */
int control_write(
    const char *dir, const char *file, const char *why, const char *value);

/* Reads a file, as file_read() does. Returns its length, or -1 with errno. */
ssize_t
control_read(const char *dir, const char *file, char *text, size_t size);

/* Reads a file that is one number. Returns it, or -1. */
int64_t control_number(const char *dir, const char *file);

/*
 * Adds up the numbers that follow each occurrence of a key, such as " rbytes="
 * or "\noom_kill ": the first line, too, comes after a '\n'. Returns the sum,
 * or -1 if the file cannot be read, or the sum is too large.
 */
int64_t control_sum(const char *dir, const char *file, const char *key);

/* Is word in a list, whose words are separated by one of the separators? */
bool control_lists(const char *list, const char *separators, const char *word);

/*
 * For loops that poll: sleeps, each time for longer, and adds to *waited, which
 * begins with 0, in milliseconds. Returns false when limit milliseconds are
 * over.
 */
bool control_wait(int *waited, int limit);

/* Remembers where a failure was; keeps errno. Returns -1. */
int control_failed(const char *path);

/* Returns where the last failure was; valid until the next one. */
const char *control_failed_at(void);

#endif
