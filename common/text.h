/*
 * Text to be shown: that of somebody else, and the time.
 */
#ifndef COMMON_TEXT_H
#define COMMON_TEXT_H

#include <stddef.h>

/*
 * Puts "?" in the place of control characters, but for those to be kept: a
 * terminal takes them for orders, to clear itself say, or to hide what was
 * there (console_codes(4)).
 */
void text_make_harmless(char *text, size_t length, const char *keep);

#define TEXT_NOW 32

/* Writes the time, UTC, as RFC 3339 has it: "2026-01-31T12:00:00Z". */
void text_now(char now[TEXT_NOW]);

#endif
