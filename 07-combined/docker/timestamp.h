/*
 * Points in time, as docker(1) takes them: --since, --until.
 */
#ifndef TIMESTAMP_H
#define TIMESTAMP_H

#include <time.h>

/*
 * Understands "2026-01-31T12:00:00.5Z", with "+01:00" for Z, or neither for
 * local time; of it the day, "T12" or "T12:00" are enough; "1769860800.5",
 * seconds since 1970; and "90s" or "1h30m", so long ago. Returns 0, or -1 with
 * errno EINVAL.
 */
int moment_parse(const char *text, struct timespec *when);

/* Returns less than, equal to or more than 0, as one is before other. */
int moment_compare(const struct timespec *one, const struct timespec *other);

/*
 * Writes how long so many seconds are as docker has it: "Less than a second",
 * "About a minute", "5 hours", "3 weeks". Returns text.
 */
const char *duration_text(time_t seconds, char *text, size_t size);

#define MOMENT_SIZE 64

/* Writes "2026-01-31 12:00:00 +0000 UTC", in local time. Returns text. */
const char *moment_text(time_t when, char text[MOMENT_SIZE]);

#endif
