/*
 * Changes what is JSON as JSON: of its bytes, changed at random, most would no
 * longer be read at all.
 */
#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

size_t LLVMFuzzerMutate(unsigned char *data, size_t size, size_t max);
size_t LLVMFuzzerCustomMutator(
    unsigned char *data, size_t size, size_t max, unsigned int random);

static unsigned int seed;

static size_t
below(size_t n)
{
	return n > 0 ? rand_r(&seed) % n : 0;
}

/* A value of one kind or another. */
static json_t *
make(void)
{
	static const json_int_t numbers[] = { 0, 1, -1, INT32_MAX, UINT32_MAX,
		INT64_MAX, INT64_MIN };

	switch (below(6)) {
	case 0:
		return json_null();
	case 1:
		return json_true();
	case 2:
		return json_string("");
	case 3:
		return json_array();
	case 4:
		return json_object();
	default:
		return json_integer(numbers[below(7)]);
	}
}

/* The bytes of a text, or NULL if they are no longer UTF-8. */
static json_t *
alter_text(const char *text)
{
	unsigned char copy[4096];
	size_t size = strlen(text);

	if (size > sizeof(copy))
		return NULL;
	memcpy(copy, text, size);
	size = LLVMFuzzerMutate(copy, size, sizeof(copy));
	return json_stringn((char *)copy, size);
}

static json_t *alter(json_t *value);

static void
alter_array(json_t *array)
{
	size_t n = json_array_size(array), i = below(n);
	json_t *item = json_array_get(array, i);

	if (n == 0 || below(8) == 0)
		json_array_append_new(array, make());
	else if (below(8) == 0)
		json_array_remove(array, i);
	else if (below(8) == 0)
		for (size_t more = below(100); more > 0; more--)
			json_array_append_new(array, json_deep_copy(item));
	else
		json_array_set_new(array, i, alter(item));
}

static void
alter_object(json_t *object)
{
	void *from = json_object_iter(object), *to = from;

	for (size_t i = below(json_object_size(object)); i > 0; i--)
		from = json_object_iter_next(object, from);
	for (size_t i = below(json_object_size(object)); i > 0; i--)
		to = json_object_iter_next(object, to);
	if (from == NULL)
		json_object_set_new(object, "x", make());
	else if (below(8) == 0)
		json_object_del(object, json_object_iter_key(from));
	else if (below(8) == 0)
		json_object_iter_set_new(
		    object, to, json_deep_copy(json_object_iter_value(from)));
	else
		json_object_iter_set_new(
		    object, from, alter(json_object_iter_value(from)));
}

/* Returns what is to stand in its place. */
static json_t *
alter(json_t *value)
{
	json_t *text = NULL;

	if (below(8) == 0)
		return make();
	if (json_is_array(value))
		alter_array(value);
	else if (json_is_object(value))
		alter_object(value);
	else if (json_is_string(value))
		text = alter_text(json_string_value(value));
	else
		return make();
	return text != NULL ? text : json_incref(value);
}

size_t
LLVMFuzzerCustomMutator(
    unsigned char *data, size_t size, size_t max, unsigned int random)
{
	seed = random;
	json_t *value =
	    below(8) == 0 ? NULL : json_loadb((char *)data, size, 0, NULL);
	if (value == NULL)
		return LLVMFuzzerMutate(data, size, max);
	for (size_t n = 1 + below(3); n > 0; n--) {
		if (json_is_array(value))
			alter_array(value);
		else
			alter_object(value);
	}
	char *text = json_dumps(value, JSON_COMPACT);
	size_t length = text != NULL ? strlen(text) : max + 1;
	if (length <= max)
		memcpy(data, text, size = length);
	free(text);
	json_decref(value);
	return size;
}
