/*
 * Members of a JSON object, checked: each returns 0, or -1 with errno EINVAL
 * and the member's name in filter_error().
 */
#ifndef JSON_MEMBER_H
#define JSON_MEMBER_H

#include <jansson.h>
#include <stdint.h>

/* A word that stands for a value; a list of them ends with a NULL. */
struct member_word {
	const char *word;
	uint32_t value;
};

/* Looks up a member that has to be one of these words. */
int member_word(const json_t *object, const char *key,
    const struct member_word *words, uint32_t *value);

/* The same for a text that is not a member itself. */
int member_find_word(const json_t *text, const char *key,
    const struct member_word *words, uint32_t *value);

/* Looks up a number from 0 to max. Where it is missing, *number stays. */
int member_number(
    const json_t *object, const char *key, long long max, long long *number);

/* Looks up a number of 64 bits, from text that wide_numbers_copy() has read. */
int member_wide(const json_t *object, const char *key, uint64_t *number);

/*
 * Looks up an array whose elements are all JSON_STRING, or all JSON_OBJECT. It
 * may be missing: *array is NULL then.
 */
int member_array(
    const json_t *object, const char *key, json_type type, json_t **array);

/* Looks up an object that may be missing: *member is NULL then. */
int member_object(const json_t *object, const char *key, json_t **member);

#endif
