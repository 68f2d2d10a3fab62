/*
 * The values of a template: JSON, and what Go prints for it.
 */
#ifndef TEMPLATE_VALUE_H
#define TEMPLATE_VALUE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/*
 * What JSON does not say. null is an empty list or map where docker's type is
 * one; and a key that is missing is a mistake in a struct, not in a map.
 */
enum value_type { VALUE_JSON, VALUE_LIST, VALUE_MAP, VALUE_POINTER };

struct value {
	json_t *json; /* borrowed; NULL: there was a failure */
	enum value_type type;
};

/* docker's type of what has this key. */
enum value_type value_type_of(const char *key);

/*
 * The key in JSON of a field of docker's structs that has another name in Go,
 * "Id" of "ID"; else the name.
 */
const char *value_json_key(const char *name);

/* false, 0, "", and what is empty are false. */
bool value_is_true(json_t *value);

/* Go's name of the type: "string", "[]interface {}". */
const char *value_type_name(json_t *value);

/*
 * The keys of an object in their order, to be freed; they are valid as long as
 * the object is unchanged. Returns NULL without memory.
 */
const char **value_keys(json_t *object);

/*
 * Reads the UTF-8 of a character; a byte that is not part of any stands for
 * itself. Returns the number of bytes.
 */
size_t value_decode(const char *text, long *code);

/* Writes a character as UTF-8. Returns the number of its bytes, 4 at most. */
size_t value_utf8(char *to, long code);

/* As the verb %v: "[a b]", "map[a:1]", and "<nil>" for null. */
void value_print(FILE *out, struct value value);

/* As the function json: in a line, a map in the order of its keys. */
void value_print_json(FILE *out, struct value value);

/*
 * Go's printf(VALUES[0], VALUES[1], ...). Where a value is not what a verb
 * wants, the text says so, as Go's: %!d(string=a).
 */
void value_printf(FILE *out, const struct value *values, size_t n);

#endif
