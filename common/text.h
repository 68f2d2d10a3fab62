/*
 * Untrusted text in a form that is safe to print; and the time.
 *
 * A terminal obeys control characters: they clear the screen, or send input
 * (console_codes(4)). Bidirectional controls reorder the text around them, so
 * that it reads as other text ("Trojan Source", CVE-2021-42574). Both are
 * replaced by their code, \u001b, as in JSON; a byte that is not part of a
 * UTF-8 character is replaced by its value, \x9b.
 */
#ifndef COMMON_TEXT_H
#define COMMON_TEXT_H

#include <stddef.h>

#define TEXT_SHOWN 8 /* bytes of one escaped character, with its NUL */

/*
 * Escapes the first character of length bytes of text into shown. Control
 * characters that keep contains are not escaped. Returns the number of bytes of
 * the character; 0 if the text, of three bytes at most, may be the beginning
 * of a character.
 */
size_t text_next(
    const char *text, size_t length, const char *keep, char shown[TEXT_SHOWN]);

/*
 * Escapes text for use within a line: newlines and tabs are escaped, too. Text
 * that does not fit into size bytes is cut off. Returns line.
 */
const char *text_line(char *line, size_t size, const char *text);

/*
 * text_line() for arguments of printf(3). The result is static, and overwritten
 * by the eighth call after this one. NULL becomes "".
 */
const char *text_shown(const char *text);

/* Returns how many characters of UTF-8 length bytes of text have. */
size_t text_characters(const char *text, size_t length);

#define TEXT_NOW 32

/* Writes the time, UTC, in the format of RFC 3339: "2026-01-31T12:00:00Z". */
void text_now(char now[TEXT_NOW]);

#endif
