#include "07-combined/template/template_functions.h"

#include "07-combined/template/template_compare.h"

#include <ctype.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <wctype.h>

static const char *
text_of(const struct call *c, size_t i)
{
	return json_string_value(c->values[i].json);
}

static size_t
length_of(const struct call *c, size_t i)
{
	return json_string_length(c->values[i].json);
}

static json_int_t
integer_of(const struct call *c, size_t i)
{
	return json_integer_value(c->values[i].json);
}

static int
run_json(struct call *c)
{
	struct printed p;

	if (call_print(&p) == NULL)
		return -1;
	value_print_json(p.out, c->values[0]);
	return call_return_printed(c, &p);
}

static int
run_join(struct call *c)
{
	struct printed p;
	json_t *word;
	size_t i;

	if (call_print(&p) == NULL)
		return -1;
	json_array_foreach (c->values[0].json, i, word) {
		if (i > 0)
			fwrite(text_of(c, 1), 1, length_of(c, 1), p.out);
		fwrite(json_string_value(word), 1, json_string_length(word),
		    p.out);
	}
	return call_return_printed(c, &p);
}

/* Without a separator: each character. */
static size_t
piece_length(const char *text, const char *separator)
{
	size_t n = 1;
	const char *next = separator[0] ? strstr(text, separator) : NULL;

	if (next != NULL)
		return next - text;
	if (separator[0] != '\0')
		return strlen(text);
	while ((text[n] & 0xc0) == 0x80)
		n++;
	return n;
}

static int
run_split(struct call *c)
{
	const char *rest = text_of(c, 0), *separator = text_of(c, 1);
	json_t *list = json_array();

	if (separator[0] == '\0' && rest[0] == '\0')
		return call_return(c, list);
	for (;;) {
		size_t n = piece_length(rest, separator);

		if (json_array_append_new(
			list, json_stringn_nocheck(rest, n)) == -1)
			break;
		rest += n;
		if (rest[0] == '\0')
			break;
		rest += strlen(separator);
	}
	return call_return(c, list);
}

/* In any language, whatever the caller's locale is. */
static wint_t
change_letter(wint_t letter, bool upper)
{
	static locale_t locale;

	if (locale == (locale_t)0)
		locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	if (locale == (locale_t)0)
		return upper ? towupper(letter) : towlower(letter);
	return upper ? towupper_l(letter, locale) : towlower_l(letter, locale);
}

/* All letters, or the first one of each word. */
static int
change(struct call *c, bool upper, bool first_only)
{
	const char *at = text_of(c, 0);
	bool inside = false;
	struct printed p;
	char letter[4] = "";
	long code;

	if (call_print(&p) == NULL)
		return -1;
	for (size_t n; *at != '\0'; at += n) {
		n = value_decode(at, &code);
		if ((n > 1 || code < 0x80) && (!first_only || !inside))
			fwrite(letter, 1,
			    value_utf8(
				letter, (long)change_letter(code, upper)),
			    p.out);
		else
			fwrite(at, 1, n, p.out);
		inside = code >= 0x80 || isalnum((int)code) || code == '_';
	}
	return call_return_printed(c, &p);
}

static int
run_lower(struct call *c)
{
	return change(c, false, false);
}

static int
run_upper(struct call *c)
{
	return change(c, true, false);
}

static int
run_title(struct call *c)
{
	return change(c, true, true);
}

static int
run_truncate(struct call *c)
{
	size_t length = length_of(c, 0);

	if (integer_of(c, 1) < 0)
		return call_fail(c, "slice bounds out of range [:%lld]",
		    (long long)integer_of(c, 1));
	if (length > (unsigned long long)integer_of(c, 1))
		length = integer_of(c, 1);
	return call_return_text(c, text_of(c, 0), length);
}

static int
run_pad(struct call *c)
{
	struct printed p;

	if (length_of(c, 0) == 0)
		return call_return_value(c, c->values[0].json, VALUE_JSON);
	if (call_print(&p) == NULL)
		return -1;
	for (json_int_t i = 0; i < integer_of(c, 1); i++)
		putc(' ', p.out);
	fputs(text_of(c, 0), p.out);
	for (json_int_t i = 0; i < integer_of(c, 2); i++)
		putc(' ', p.out);
	return call_return_printed(c, &p);
}

static int
run_len(struct call *c)
{
	json_t *value = c->values[0].json;

	if (json_is_string(value))
		return call_return(c, json_integer(json_string_length(value)));
	if (json_is_array(value))
		return call_return(c, json_integer(json_array_size(value)));
	if (json_is_object(value))
		return call_return(c, json_integer(json_object_size(value)));
	if (json_is_null(value) && c->values[0].type != VALUE_JSON)
		return call_return(c, json_integer(0));
	return call_fail(c, "len of type %s", value_type_name(value));
}

/* A map of strings has the empty one for what is missing. */
static int
find_key(struct call *c, struct value map, const char *key)
{
	json_t *found = json_object_get(map.json, key);
	void *first = json_object_iter(map.json);

	if (found != NULL)
		return call_return_value(c, found, value_type_of(key));
	if (first == NULL || json_is_string(json_object_iter_value(first)))
		return call_return_text(c, "", 0);
	return call_return_value(c, json_null(), VALUE_JSON);
}

static int
index_one(struct call *c, struct value all, json_t *index)
{
	bool list = json_is_array(all.json) || all.type == VALUE_LIST;

	if (json_is_null(all.json) && all.type == VALUE_JSON)
		return call_fail(c, "index of untyped nil");
	if (json_is_object(all.json) || all.type == VALUE_MAP) {
		if (!json_is_string(index))
			return call_fail(c,
			    "value has type %s; should be string",
			    value_type_name(index));
		return find_key(c, all, json_string_value(index));
	}
	if (!list && !json_is_string(all.json))
		return call_fail(c, "can't index item of type %s",
		    value_type_name(all.json));
	if (!json_is_integer(index))
		return call_fail(c, "cannot index slice/array with type %s",
		    value_type_name(index));
	json_int_t i = json_integer_value(index);
	size_t length = json_is_string(all.json) ? json_string_length(all.json)
						 : json_array_size(all.json);
	if (i < 0 || (size_t)i >= length)
		return call_fail(c, "index out of range: %lld", (long long)i);
	if (json_is_string(all.json))
		return call_return(
		    c, json_integer(
			   (unsigned char)json_string_value(all.json)[i]));
	return call_return_value(c, json_array_get(all.json, i), VALUE_JSON);
}

static int
run_index(struct call *c)
{
	c->result = c->values[0];
	for (size_t i = 1; i < c->n; i++)
		if (index_one(c, c->result, c->values[i].json) == -1)
			return -1;
	return 0;
}

static int
run_slice(struct call *c)
{
	json_t *all = c->values[0].json;
	bool text = json_is_string(all);
	json_int_t length =
	    (json_int_t)(text ? json_string_length(all) : json_array_size(all));
	json_int_t bounds[2] = { 0, length };

	if (!text && !json_is_array(all) && c->values[0].type != VALUE_LIST)
		return call_fail(
		    c, "can't slice item of type %s", value_type_name(all));
	if (c->n > 3)
		return call_fail(c, "too many slice indexes: %zu", c->n - 1);
	for (size_t i = 1; i < c->n; i++) {
		if (!json_is_integer(c->values[i].json))
			return call_fail(c,
			    "cannot index slice/array with type %s",
			    value_type_name(c->values[i].json));
		bounds[i - 1] = integer_of(c, i);
		if (bounds[i - 1] < 0 || bounds[i - 1] > length)
			return call_fail(c, "index out of range: %lld",
			    (long long)bounds[i - 1]);
	}
	if (bounds[0] > bounds[1])
		return call_fail(c, "invalid slice index: %lld > %lld",
		    (long long)bounds[0], (long long)bounds[1]);
	if (text)
		return call_return_text(c, json_string_value(all) + bounds[0],
		    bounds[1] - bounds[0]);
	json_t *list = json_array();
	for (json_int_t i = bounds[0]; i < bounds[1]; i++)
		json_array_append(list, json_array_get(all, i));
	return call_return(c, list);
}

/* As a line: a space between all. Else: between two of which neither is a string. */
static int
print_all(struct call *c, bool line)
{
	struct printed p;

	if (call_print(&p) == NULL)
		return -1;
	for (size_t i = 0; i < c->n; i++) {
		if (i > 0 &&
		    (line || (!json_is_string(c->values[i].json) &&
				 !json_is_string(c->values[i - 1].json))))
			putc(' ', p.out);
		value_print(p.out, c->values[i]);
	}
	if (line)
		putc('\n', p.out);
	return call_return_printed(c, &p);
}

static int
run_print(struct call *c)
{
	return print_all(c, false);
}

static int
run_println(struct call *c)
{
	return print_all(c, true);
}

static int
run_printf(struct call *c)
{
	struct printed p;

	if (call_print(&p) == NULL)
		return -1;
	value_printf(p.out, c->values, c->n);
	return call_return_printed(c, &p);
}

static int
run_not(struct call *c)
{
	return call_return(c, json_boolean(!value_is_true(c->values[0].json)));
}

const struct function *
template_function(const char *name)
{
	static const struct function all[] = {
		{ "and", "a*", false, NULL },
		{ "eq", "a*", false, template_eq },
		{ "ge", "aa", false, template_ge },
		{ "gt", "aa", false, template_gt },
		{ "index", "a*", false, run_index },
		{ "join", "ls", false, run_join },
		{ "json", "a", true, run_json },
		{ "le", "aa", false, template_le },
		{ "len", "a", false, run_len },
		{ "lower", "s", true, run_lower },
		{ "lt", "aa", false, template_lt },
		{ "ne", "aa", false, template_ne },
		{ "not", "a", false, run_not },
		{ "or", "a*", false, NULL },
		{ "pad", "sii", false, run_pad },
		{ "print", "*", false, run_print },
		{ "printf", "s*", false, run_printf },
		{ "println", "*", false, run_println },
		{ "slice", "a*", false, run_slice },
		{ "split", "ss", false, run_split },
		{ "title", "s", true, run_title },
		{ "truncate", "si", true, run_truncate },
		{ "upper", "s", true, run_upper },
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (strcmp(all[i].name, name) == 0)
			return &all[i];
	return NULL;
}
