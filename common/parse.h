/*
 * Numbers from the command line, checked to the last character.
 */
#ifndef COMMON_PARSE_H
#define COMMON_PARSE_H

#include "common/suggest.h"

#include <stdint.h>

/*
 * Reads a whole decimal number between min and max into *number. Returns 0, or
 * -1 with errno EINVAL (not a number) or ERANGE (outside the bounds).
 */
int
parse_number(const char *text, long long min, long long max, long long *number);

/*
 * Reads a size in bytes, with an optional fraction and an optional suffix k, m,
 * g, t (also K, KB, KiB …; all are powers of 1024, as in docker-run(1)):
 * "64M", "1.5G", "4096". Returns 0, or -1 with errno EINVAL or ERANGE.
 */
int parse_size(const char *text, uint64_t *bytes);

/*
 * Reads the name or number of a signal(7), as kill(1) does: "TERM", "SIGTERM",
 * "sigterm", "15", "RTMIN+1", "RTMAX-1", "CLD". Returns the number, 0 or more,
 * or -1 with errno EINVAL.
 */
int parse_signal(const char *text);

/*
 * For a text that parse_signal() does not understand: the signal that is
 * nearest, as suggest_text() has it. The text is in *s.
 */
const char *parse_signal_suggest(const char *text, struct suggestion *s);

#endif
