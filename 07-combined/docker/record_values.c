/*
 * Values of state.json that its parts have in common.
 */
#include "07-combined/docker/record_json.h"

#include "common/options.h"

#include <stdlib.h>
#include <string.h>

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

json_t *
record_or_null(json_t *all)
{
	if (json_array_size(all) > 0 || json_object_size(all) > 0)
		return all;
	json_decref(all);
	return json_null();
}

const char *
record_last(const struct cli *cli, const char *option)
{
	const char *value = NULL;

	for (size_t i = 0; i < cli->ngiven; i++)
		if (strcmp(cli->given[i].option->name, option) == 0)
			value = cli->given[i].value;
	return value != NULL ? value : "";
}

json_t *
record_collect(const struct cli *cli, const char *option, json_t *all,
    int (*add)(json_t *all, const char *value))
{
	for (size_t i = 0; i < cli->ngiven; i++)
		if (strcmp(cli->given[i].option->name, option) == 0 &&
		    add(all, cli->given[i].value) == -1) {
			json_decref(all);
			return NULL;
		}
	return all;
}

int
record_add_word(json_t *all, const char *value)
{
	return json_array_append_new(all, json_string(value));
}

int
record_add_setting(json_t *all, const char *value)
{
	char *setting;
	char *name = options_split(value, '=', &setting);
	int result = json_object_set_new(all, name, json_string(setting));

	free(name);
	return result;
}
