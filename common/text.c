#include "common/text.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* Returns the length of a character by its first byte, utf-8(7); 0: invalid. */
static size_t
length_of(unsigned char first)
{
	if (first < 0x80)
		return 1;
	if (first >= 0xc2 && first <= 0xdf)
		return 2;
	if (first >= 0xe0 && first <= 0xef)
		return 3;
	return first >= 0xf0 && first <= 0xf4 ? 4 : 0;
}

/*
 * Returns whether the second byte is valid after the first. UTF-8 has no longer
 * forms of a character, no surrogates of UTF-16, and nothing beyond U+10FFFF.
 */
static bool
may_follow(unsigned char first, unsigned char second)
{
	unsigned char least = first == 0xe0   ? 0xa0
			      : first == 0xf0 ? 0x90
					      : 0x80,
		      most = first == 0xed   ? 0x9f
			     : first == 0xf4 ? 0x8f
					     : 0xbf;

	return second >= least && second <= most;
}

/*
 * Decodes one character. Returns its length, 0 where the text may end within
 * the character, or -1 where the bytes are invalid.
 */
static int
decode(const char *text, size_t length, uint32_t *code)
{
	const unsigned char *byte = (const unsigned char *)text;
	size_t n = length_of(byte[0]);

	if (n == 0)
		return -1;
	*code = n == 1 ? byte[0] : byte[0] & (0x7f >> n);
	for (size_t i = 1; i < n; i++) {
		if (i == length)
			return 0;
		if (i == 1 ? !may_follow(byte[0], byte[1])
			   : (byte[i] & 0xc0) != 0x80)
			return -1;
		*code = *code << 6 | (byte[i] & 0x3f);
	}
	return n;
}

/* Control characters, line separators, and bidirectional controls. */
static bool
is_order(uint32_t code)
{
	static const uint32_t ranges[][2] = { { 0, 0x1f }, { 0x7f, 0x9f },
		{ 0x61c, 0x61c }, { 0x200e, 0x200f }, { 0x2028, 0x202e },
		{ 0x2066, 0x2069 } };

	if (code > 0x1f && code < 0x7f) /* nearly all text */
		return false;
	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
		if (code >= ranges[i][0] && code <= ranges[i][1])
			return true;
	return false;
}

size_t
text_next(
    const char *text, size_t length, const char *keep, char shown[TEXT_SHOWN])
{
	uint32_t code;
	int n = decode(text, length, &code);

	if (n == -1) {
		snprintf(shown, TEXT_SHOWN, "\\x%02x", (unsigned char)*text);
		return 1;
	}
	bool kept = code != 0 && code < 0x80 && strchr(keep, code) != NULL;
	if (n > 0 && is_order(code) && !kept) {
		snprintf(shown, TEXT_SHOWN, "\\u%04x", code & 0xffff);
	} else {
		memcpy(shown, text, n);
		shown[n] = '\0';
	}
	return n;
}

const char *
text_line(char *line, size_t size, const char *text)
{
	size_t used = 0, left = strlen(text);
	char shown[TEXT_SHOWN];

	while (left > 0) {
		size_t n = text_next(text, left, "", shown);
		if (n == 0) { /* text ends within a character */
			snprintf(shown, sizeof(shown), "\\x%02x",
			    (unsigned char)*text);
			n = 1;
		}
		size_t more = strlen(shown);
		if (used + more >= size)
			break;
		memcpy(line + used, shown, more);
		used += more;
		text += n;
		left -= n;
	}
	line[used] = '\0';
	return line;
}

const char *
text_shown(const char *text)
{
	static char lines[8][8192];
	static int next;

	next = (next + 1) % 8;
	return text_line(
	    lines[next], sizeof(lines[next]), text != NULL ? text : "");
}

size_t
text_characters(const char *text, size_t length)
{
	size_t n = 0;

	for (size_t i = 0; i < length; i++) /* not: bytes within a character */
		n += ((unsigned char)text[i] & 0xc0) != 0x80;
	return n;
}

void
text_now(char now[TEXT_NOW])
{
	time_t seconds = time(NULL);
	struct tm tm;

	strftime(now, TEXT_NOW, "%FT%TZ", gmtime_r(&seconds, &tm));
}
