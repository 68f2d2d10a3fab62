#include "07-combined/template/template_constants.h"

#include "07-combined/template/template_value.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Decodes one character of a constant. Returns its code, or -1. */
static long
decode(const char **at)
{
	static const char letters[] = "abfnrtv\\'\"",
			  codes[] = "\a\b\f\n\r\t\v\\'\"";
	char digits[9] = "";
	size_t n = **at == 'x' ? 2 : **at == 'u' ? 4 : **at == 'U' ? 8 : 3;
	const char *letter = strchr(letters, **at);
	bool octal = **at >= '0' && **at <= '7';

	if (letter != NULL) {
		++*at;
		return codes[letter - letters];
	}
	if (n == 3 && !octal)
		return -1;
	*at += !octal;
	if (strspn(*at, octal ? "01234567" : "0123456789abcdefABCDEF") < n)
		return -1;
	memcpy(digits, *at, n);
	*at += n;
	long code = strtol(digits, NULL, octal ? 8 : 16);
	return n <= 3 ? (code <= 0xff ? code : -1)
		      : (code <= 0x10ffff ? code : -1);
}

/* The string that a constant stands for, or NULL: "invalid syntax". */
static json_t *
string_of(const struct token *t)
{
	const char *at = t->begin + 1, *end = t->begin + t->length - 1;
	char *text = malloc(t->length), *to = text;

	if (text == NULL)
		return NULL;
	while (at < end) {
		bool escape = *at == '\\' && t->begin[0] != '`';
		bool byte = escape && strchr("uU", at[1]) == NULL;

		if (!escape) {
			*to++ = *at++;
			continue;
		}
		at++;
		long code = decode(&at);
		if (code == -1 || at > end) {
			free(text);
			errno = EINVAL;
			return NULL;
		}
		if (byte)
			*to++ = (char)code;
		else
			to += value_utf8(to, code);
	}
	json_t *string = json_stringn_nocheck(text, to - text);
	free(text);
	return string;
}

/* 'a' is the number of its character. */
static json_t *
character_of(const struct token *t)
{
	json_t *string = string_of(t);
	size_t length = json_string_length(string);
	long code;
	bool one = length > 0 &&
		   value_decode(json_string_value(string), &code) == length;

	json_decref(string);
	return one ? json_integer(code) : NULL;
}

static json_t *
number_of(const struct token *t)
{
	char text[128], *end, *to = text;
	bool real = false, hexadecimal;

	if (t->length >= sizeof(text))
		return NULL;
	for (size_t i = 0; i < t->length; i++)
		if (t->begin[i] != '_')
			*to++ = t->begin[i];
	*to = '\0';
	char *digits = text + strspn(text, "+-");
	hexadecimal = digits[0] == '0' && (digits[1] | 0x20) == 'x';
	real = !hexadecimal && strpbrk(digits, ".eE") != NULL;
	int base = 0;
	if (digits[0] == '0' &&
	    ((digits[1] | 0x20) == 'b' || (digits[1] | 0x20) == 'o')) {
		base = (digits[1] | 0x20) == 'b' ? 2 : 8;
		memmove(digits, digits + 2, strlen(digits + 2) + 1);
	}
	errno = 0;
	json_t *number = real ? json_real(strtod(text, &end))
			      : json_integer(strtoll(text, &end, base));
	if (errno == 0 && *end == '\0' && end != text)
		return number;
	json_decref(number);
	return NULL;
}

json_t *
template_constant(const struct token *t)
{
	if (t->kind == TOKEN_WORD)
		return json_boolean(t->length == strlen("true"));
	if (t->kind == TOKEN_NUMBER)
		return number_of(t);
	return t->begin[0] == '\'' ? character_of(t) : string_of(t);
}
