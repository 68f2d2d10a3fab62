/*
 * printf of Go's package fmt: %[flags][width][.precision]verb.
 */
#include "07-combined/template/template_value.h"
#include "common/text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define WIDTH_MAX 1000000 /* Go's */

/* What stands between % and the verb. */
struct directive {
	bool minus, plus, space, zero, sharp;
	int width, precision; /* -1: none */
	char verb;
};

static void put(FILE *out, const struct directive *d, struct value value);

/* The values, of which [0] is the format. */
struct arguments {
	const struct value *values;
	size_t n, next;
	bool reordered;
};

static const char *
read_flags(const char *at, struct directive *d)
{
	for (;; at++) {
		switch (*at) {
		case '-':
			d->minus = true;
			break;
		case '+':
			d->plus = true;
			break;
		case ' ':
			d->space = true;
			break;
		case '0':
			d->zero = true;
			break;
		case '#':
			d->sharp = true;
			break;
		default:
			return at;
		}
	}
}

/* [2]: the second value is the next one. */
static const char *
read_index(const char *at, struct arguments *a)
{
	char *end;

	if (*at != '[')
		return at;
	unsigned long n = strtoul(at + 1, &end, 10);
	if (*end != ']')
		return at;
	a->next = n >= 1 && n < a->n ? n : a->n;
	a->reordered = true;
	return end + 1;
}

/* A number, or * for that of the next value. *number is -1 without one. */
static const char *
read_number(FILE *out, const char *at, struct arguments *a, int *number,
    const char *bad)
{
	char *end = (char *)at;
	long n = -1;

	*number = -1;
	at = read_index(at, a);
	if (*at == '*') {
		json_t *value =
		    a->next < a->n ? a->values[a->next++].json : NULL;

		n = json_is_integer(value) ? (long)json_integer_value(value)
					   : WIDTH_MAX + 1;
		end = (char *)at + 1;
	} else if (isdigit((unsigned char)*at)) {
		n = strtol(at, &end, 10);
	} else {
		return at;
	}
	if (n > WIDTH_MAX || n < -WIDTH_MAX)
		fputs(bad, out);
	else
		*number = (int)n;
	return end;
}

/* Fills up to the width, in characters. */
static void
put_padded(
    FILE *out, const struct directive *d, const char *text, size_t length)
{
	size_t have = text_characters(text, length);
	size_t width = d->width > 0 ? (size_t)d->width : 0;

	for (size_t i = have; !d->minus && i < width; i++)
		putc(d->zero ? '0' : ' ', out);
	fwrite(text, 1, length, out);
	for (size_t i = have; d->minus && i < width; i++)
		putc(' ', out);
}

/* In quotation marks, for %q. */
static char *
quote(const char *text, size_t length)
{
	static const char plain[] = "\a\b\f\n\r\t\v\\\"",
			  letters[] = "abfnrtv\\\"";
	char *quoted = malloc(4 * length + 3), *to = quoted;

	if (quoted == NULL)
		return NULL;
	*to++ = '"';
	for (size_t i = 0; i < length; i++) {
		const char *c = text[i] ? strchr(plain, text[i]) : NULL;

		if (c != NULL)
			to += sprintf(to, "\\%c", letters[c - plain]);
		else if ((unsigned char)text[i] < ' ' || text[i] == 0x7f)
			to += sprintf(to, "\\x%02x", (unsigned char)text[i]);
		else
			*to++ = text[i];
	}
	stpcpy(to, "\"");
	return quoted;
}

static void
put_hexadecimal(FILE *out, const struct directive *d, json_t *string)
{
	const char *text = json_string_value(string);
	size_t length = json_string_length(string);
	char *digits = malloc(2 * length + 1), *to = digits;

	for (size_t i = 0; digits != NULL && i < length; i++)
		to += sprintf(to, d->verb == 'x' ? "%02x" : "%02X",
		    (unsigned char)text[i]);
	if (digits != NULL)
		put_padded(out, d, digits, to - digits);
	free(digits);
}

static void
put_string(FILE *out, const struct directive *d, json_t *string)
{
	const char *text = json_string_value(string);
	size_t length = json_string_length(string), n = 0;

	if (d->verb == 'x' || d->verb == 'X') {
		put_hexadecimal(out, d, string);
		return;
	}
	/* The precision is a number of characters. */
	while (d->precision >= 0 && n < length &&
	       text_characters(text, n + 1) <= (size_t)d->precision)
		n++;
	if (d->precision >= 0)
		length = n;
	if (d->verb != 'q') {
		put_padded(out, d, text, length);
		return;
	}
	char *quoted = quote(text, length);
	if (quoted != NULL)
		put_padded(out, d, quoted, strlen(quoted));
	free(quoted);
}

static unsigned
base_of(char verb)
{
	switch (verb) {
	case 'b':
		return 2;
	case 'o':
		return 8;
	case 'x':
	case 'X':
		return 16;
	default:
		return 10;
	}
}

/* What a number begins with: its sign, and for # the sign of its base. */
static void
get_head(char head[4], const struct directive *d, bool negative)
{
	char prefix[3] = "";

	if (d->sharp && d->verb == 'o')
		strcpy(prefix, "0");
	else if (d->sharp && base_of(d->verb) != 10)
		snprintf(prefix, sizeof(prefix), "0%c", d->verb);
	snprintf(head, 4, "%s%s",
	    negative   ? "-"
	    : d->plus  ? "+"
	    : d->space ? " "
		       : "",
	    prefix);
}

/* Digits below a head, with zeros between them up to the width or precision. */
static void
put_number(
    FILE *out, const struct directive *d, const char *head, const char *digits)
{
	int length = (int)strlen(digits), all = (int)strlen(head) + length;
	int zeros = d->zero && !d->minus ? d->width - all : 0;

	if (d->precision >= 0)
		zeros = d->precision - length;
	zeros = zeros > 0 ? zeros : 0;
	for (int i = all + zeros; !d->minus && i < d->width; i++)
		putc(' ', out);
	fputs(head, out);
	for (int i = 0; i < zeros; i++)
		putc('0', out);
	fputs(digits, out);
	for (int i = all + zeros; d->minus && i < d->width; i++)
		putc(' ', out);
}

/* Of base 2, too. */
static void
put_integer(FILE *out, const struct directive *d, json_int_t number)
{
	const char *letters =
	    d->verb == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
	char text[65], head[4], *digits = text + sizeof(text);
	unsigned long long rest = number < 0 ? -(unsigned long long)number
					     : (unsigned long long)number;

	*--digits = '\0';
	do
		*--digits = letters[rest % base_of(d->verb)];
	while ((rest /= base_of(d->verb)) != 0);
	get_head(head, d, number < 0);
	put_number(out, d, head, digits);
}

/* Text that has been made by other means, to the width. */
static void
put_made(FILE *out, const struct directive *d,
    void (*make)(FILE *to, struct value value), struct value value)
{
	char *text = NULL;
	size_t length = 0;
	FILE *to = open_memstream(&text, &length);

	if (to == NULL)
		return;
	make(to, value);
	if (fclose(to) == 0)
		put_padded(out, d, text, length);
	free(text);
}

static void
put_real(FILE *out, const struct directive *d, struct value value)
{
	double number = json_real_value(value.json);
	struct directive whole = *d;
	char text[512], head[4];
	double size = number < 0 ? -number : number;
	int precision = d->precision < 0 ? 6 : d->precision;

	if (precision > 100)
		precision = 100;
	if (d->verb == 'v' || ((d->verb | 0x20) == 'g' && d->precision < 0)) {
		put_made(out, d, value_print, value);
		return;
	}
	switch (d->verb | 0x20) {
	case 'e':
		snprintf(text, sizeof(text), "%.*e", precision, size);
		break;
	case 'g':
		snprintf(text, sizeof(text), "%.*g", precision, size);
		break;
	default:
		snprintf(text, sizeof(text), "%.*f", precision, size);
	}
	whole.precision = -1;
	get_head(head, d, number < 0);
	put_number(out, &whole, head, text);
}

/* As UTF-8, between two marks. */
static void
quoted(char *to, long code, const char *mark)
{
	to = stpcpy(to, mark);
	to += value_utf8(to, code);
	strcpy(to, mark);
}

static void
put_character(FILE *out, const struct directive *d, json_int_t code)
{
	char text[16];

	if (d->verb == 'U')
		snprintf(text, sizeof(text), "U+%04X", (unsigned)code);
	else
		quoted(text, (long)code, d->verb == 'q' ? "'" : "");
	put_padded(out, d, text, strlen(text));
}

/* Each element by the same verb. */
static void
put_elements(FILE *out, const struct directive *d, json_t *all)
{
	const char **keys = json_is_object(all) ? value_keys(all) : NULL;
	json_t *value;
	size_t i;

	fputs(json_is_object(all) ? "map[" : "[", out);
	json_array_foreach (all, i, value) {
		if (i > 0)
			putc(' ', out);
		put(out, d, (struct value){ value, VALUE_JSON });
	}
	for (i = 0; keys != NULL && keys[i] != NULL; i++) {
		json_t *name = json_string_nocheck(keys[i]);

		if (i > 0)
			putc(' ', out);
		if (name != NULL)
			put(out, d, (struct value){ name, VALUE_JSON });
		json_decref(name);
		putc(':', out);
		put(out, d,
		    (struct value){
			json_object_get(all, keys[i]), VALUE_JSON });
	}
	putc(']', out);
	free(keys);
}

/* "%!d(string=a)" */
static void
put_wrong(FILE *out, const struct directive *d, struct value value)
{
	fprintf(out, "%%!%c(", d->verb);
	if (!json_is_null(value.json))
		fprintf(out, "%s=", value_type_name(value.json));
	value_print(out, value);
	putc(')', out);
}

static void
put_type(FILE *out, struct value value)
{
	fputs(json_is_null(value.json) ? "<nil>" : value_type_name(value.json),
	    out);
}

/* Which verbs there are for a value, but for v and T, which all have. */
static const char *
verbs_of(json_t *value)
{
	switch (json_typeof(value)) {
	case JSON_TRUE:
	case JSON_FALSE:
		return "t";
	case JSON_INTEGER:
		return "bcdoqxXU";
	case JSON_REAL:
		return "eEfFgG";
	case JSON_STRING:
		return "sqxX";
	default:
		return "";
	}
}

static void
put(FILE *out, const struct directive *d, struct value value)
{
	json_t *json = value.json;

	if (d->verb == 'T')
		put_made(out, d, put_type, value);
	else if (d->verb != 'v' && json_is_null(json) &&
		 value.type != VALUE_JSON)
		value_print(out, value);
	else if ((json_is_array(json) || json_is_object(json)) &&
		 d->verb != 'v')
		put_elements(out, d, json);
	else if (d->verb != 'v' && strchr(verbs_of(json), d->verb) == NULL)
		put_wrong(out, d, value);
	else if (json_is_integer(json) && strchr("cqU", d->verb))
		put_character(out, d, json_integer_value(json));
	else if (json_is_integer(json))
		put_integer(out, d, json_integer_value(json));
	else if (json_is_real(json))
		put_real(out, d, value);
	else if (json_is_string(json))
		put_string(out, d, json);
	else
		put_made(out, d, value_print, value);
}

/* One directive, behind its %. Returns what follows. */
static const char *
put_directive(FILE *out, const char *at, struct arguments *a)
{
	struct directive d = { 0 };

	at = read_flags(at, &d);
	at = read_number(out, at, a, &d.width, "%!(BADWIDTH)");
	d.minus |= d.width < -1;
	d.width = d.width < -1 ? -d.width : d.width;
	d.precision = -1;
	if (*at == '.') {
		at = read_number(out, at + 1, a, &d.precision, "%!(BADPREC)");
		d.precision = d.precision < 0 ? 0 : d.precision;
	}
	at = read_index(at, a);
	d.verb = *at;
	if (d.verb == '%')
		putc('%', out);
	else if (d.verb == '\0')
		fputs("%!(NOVERB)", out);
	else if (a->next >= a->n)
		fprintf(out, "%%!%c(%s)", d.verb,
		    a->reordered ? "BADINDEX" : "MISSING");
	else
		put(out, &d, a->values[a->next++]);
	return *at == '\0' ? at : at + 1;
}

void
value_printf(FILE *out, const struct value *values, size_t n)
{
	struct arguments a = { .values = values, .n = n, .next = 1 };
	const char *at = json_string_value(values[0].json);

	while (*at != '\0')
		if (*at == '%')
			at = put_directive(out, at + 1, &a);
		else
			putc(*at++, out);
	if (a.reordered || a.next >= n)
		return;
	fputs("%!(EXTRA ", out);
	for (size_t i = a.next; i < n; i++) {
		if (i > a.next)
			fputs(", ", out);
		put_type(out, values[i]);
		if (!json_is_null(values[i].json)) {
			putc('=', out);
			value_print(out, values[i]);
		}
	}
	putc(')', out);
}
