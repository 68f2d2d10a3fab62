/*
 * Text to be shown: that of somebody else, and the time.
 *
 * A terminal takes some characters for orders: to clear itself, say, or to type
 * (console_codes(4)); others turn the order of those around them, so that text
 * reads as something else than it is ("Trojan Source", CVE-2021-42574). Such a
 * character is shown by its number, \u001b, as JSON writes it; a byte that is not
 * part of a character of UTF-8 by its value, \x9b.
 */
#ifndef COMMON_TEXT_H
#define COMMON_TEXT_H

#include <stddef.h>

#define TEXT_SHOWN 8 /* size of one character, as it is shown */

/*
 * Takes the first character of so many bytes, and writes into shown what is to be
 * seen of it: itself, or its number. Of control characters those of keep stay.
 * Returns how many bytes it has; 0 where it may go on behind the last, of which
 * there are three at most.
 */
size_t text_next(
    const char *text, size_t length, const char *keep, char shown[TEXT_SHOWN]);

/*
 * Writes text as it is to be shown within a line: a newline and a tab are numbers,
 * too. What does not fit into size bytes is left out. Returns line.
 */
const char *text_line(char *line, size_t size, const char *text);

/*
 * The same for arguments of printf(3): in memory of ours, which the eighth call
 * after this one uses again. text may be NULL: "".
 */
const char *text_shown(const char *text);

#define TEXT_NOW 32

/* Writes the time, UTC, as RFC 3339 has it: "2026-01-31T12:00:00Z". */
void text_now(char now[TEXT_NOW]);

#endif
