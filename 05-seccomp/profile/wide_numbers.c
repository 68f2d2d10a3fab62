#include "05-seccomp/profile/wide_numbers.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Returns the length of the string that begins at text, with its quotes. */
static size_t
string_length(const char *text, size_t size)
{
	size_t n = 1;

	while (n < size && text[n] != '"')
		n += text[n] == '\\' ? 2 : 1;
	return n < size ? n + 1 : size;
}

static bool
is_in_number(char c)
{
	return (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.' ||
	       c == 'e' || c == 'E';
}

/* Returns the length of the number, or what looks like it, at text. */
static size_t
number_length(const char *text, size_t size)
{
	size_t n = 0;

	while (n < size && is_in_number(text[n]))
		n++;
	return n;
}

/* Is the number at text too large for 63 bits, but not for 64? */
static bool
is_wide(const char *text, size_t length, uint64_t *value)
{
	char digits[21];

	/* 2^63 has 19 digits, 2^64 - 1 has 20, and neither has a sign. */
	if (length < 19 || length > 20 || text[0] == '0')
		return false;
	snprintf(digits, sizeof(digits), "%.*s", (int)length, text);
	if (strspn(digits, "0123456789") != length)
		return false;
	errno = 0;
	*value = strtoull(digits, NULL, 10);
	return errno == 0 && *value > INT64_MAX;
}

/* Writes the text with each wide number changed, and all between them at once. */
static void
copy(FILE *out, const char *text, size_t size)
{
	size_t written = 0;
	uint64_t value;

	for (size_t i = 0, n; i < size; i += n) {
		n = number_length(text + i, size - i);
		if (n == 0) {
			n = text[i] == '"' ? string_length(text + i, size - i)
					   : 1;
			continue;
		}
		if (!is_wide(text + i, n, &value))
			continue;
		fwrite(text + written, 1, i - written, out);
		fprintf(out, "%" PRId64, (int64_t)value);
		written = i + n;
	}
	fwrite(text + written, 1, size - written, out);
}

char *
wide_numbers_copy(const char *text, size_t *length)
{
	char *bytes = NULL;
	size_t size = *length;
	FILE *out = open_memstream(&bytes, length);

	if (out == NULL)
		return NULL;
	copy(out, text, size);
	if (fclose(out) == 0)
		return bytes;
	free(bytes);
	errno = ENOMEM;
	return NULL;
}
