/*
 * Values of state.json that its parts have in common.
 */
#include "07-combined/docker/record_json.h"

json_t *
record_list(char *const words[])
{
	json_t *list = json_array();

	/* All of them, or NULL: JSON has no string that is not UTF-8. */
	for (; words != NULL && *words != NULL; words++)
		if (json_array_append_new(list, json_string(*words)) == -1) {
			json_decref(list);
			return NULL;
		}
	return list;
}

json_t *
record_text_or_null(const char *text)
{
	return text != NULL ? json_string(text) : json_null();
}
