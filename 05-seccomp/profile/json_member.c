#include "05-seccomp/profile/json_member.h"

#include "05-seccomp/rules/filter_error.h"

#include <errno.h>
#include <string.h>

int
member_find_word(const json_t *text, const char *key,
    const struct member_word *words, uint32_t *value)
{
	const char *word = json_string_value(text);

	if (word == NULL)
		return filter_wrong(
		    EINVAL, "%s is missing, or is not a string", key);
	for (; words->word != NULL; words++) {
		if (strcmp(words->word, word) == 0) {
			*value = words->value;
			return 0;
		}
	}
	return filter_wrong(EINVAL, "%s '%s' is not known", key, word);
}

int
member_word(const json_t *object, const char *key,
    const struct member_word *words, uint32_t *value)
{
	return member_find_word(
	    json_object_get(object, key), key, words, value);
}

/* A member, or NULL if it is missing or null. */
static json_t *
get(const json_t *object, const char *key)
{
	json_t *member = json_object_get(object, key);

	return json_is_null(member) ? NULL : member;
}

int
member_number(
    const json_t *object, const char *key, long long max, long long *number)
{
	json_t *member = get(object, key);

	if (member == NULL)
		return 0;
	long long value = json_integer_value(member);
	if (!json_is_integer(member) || value < 0 || value > max)
		return filter_wrong(
		    EINVAL, "%s is not a number from 0 to %lld", key, max);
	*number = value;
	return 0;
}

int
member_wide(const json_t *object, const char *key, uint64_t *number)
{
	json_t *member = get(object, key);

	if (member == NULL)
		return 0;
	if (!json_is_integer(member))
		return filter_wrong(EINVAL, "%s is not a number", key);
	*number = json_integer_value(member);
	return 0;
}

int
member_array(
    const json_t *object, const char *key, json_type type, json_t **array)
{
	json_t *element;
	size_t i;

	*array = get(object, key);
	if (*array == NULL)
		return 0;
	if (!json_is_array(*array))
		return filter_wrong(EINVAL, "%s is not an array", key);
	json_array_foreach (*array, i, element)
		if (json_typeof(element) != type)
			return filter_wrong(EINVAL, "%s[%zu] is not %s", key, i,
			    type == JSON_STRING ? "a string" : "an object");
	return 0;
}

int
member_object(const json_t *object, const char *key, json_t **member)
{
	*member = get(object, key);
	if (*member != NULL && !json_is_object(*member))
		return filter_wrong(EINVAL, "%s is not an object", key);
	return 0;
}
