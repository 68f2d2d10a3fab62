#include "05-seccomp/profile/wide_numbers.h"

#include <errno.h>
#include <inttypes.h>
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

/* Returns the length of the number, or what looks like it, at text. */
static size_t
number_length(const char *text, size_t size)
{
	size_t n = 0;

	while (n < size && text[n] != '\0' &&
	       strchr("+-.0123456789eE", text[n]) != NULL)
		n++;
	return n;
}

/* Writes a number, changed where it is too large. */
static void
put_number(FILE *out, const char *text, size_t length)
{
	char digits[21];

	/* 2^63 has 19 digits, 2^64 - 1 has 20, and neither has a sign. */
	snprintf(digits, sizeof(digits), "%.*s", (int)length, text);
	if (length >= 19 && length <= 20 &&
	    strspn(digits, "0123456789") == length && digits[0] != '0') {
		errno = 0;
		uint64_t value = strtoull(digits, NULL, 10);
		if (errno == 0 && value > INT64_MAX) {
			fprintf(out, "%" PRId64, (int64_t)value);
			return;
		}
	}
	fwrite(text, 1, length, out);
}

char *
wide_numbers_copy(const char *text, size_t *length)
{
	char *copy = NULL;
	size_t size = *length;
	FILE *out = open_memstream(&copy, length);

	if (out == NULL)
		return NULL;
	for (size_t i = 0; i < size;) {
		size_t n = number_length(text + i, size - i);

		if (n > 0) {
			put_number(out, text + i, n);
		} else {
			n = text[i] == '"' ? string_length(text + i, size - i)
					   : 1;
			fwrite(text + i, 1, n, out);
		}
		i += n;
	}
	if (fclose(out) == 0)
		return copy;
	free(copy);
	errno = ENOMEM;
	return NULL;
}
