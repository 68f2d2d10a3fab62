#include "07-combined/template/template_arguments.h"

#include "07-combined/template/template_failure.h"

#include <string.h>

static bool
is_list_of_strings(struct value value)
{
	json_t *word;
	size_t i;

	json_array_foreach (value.json, i, word)
		if (!json_is_string(word))
			return false;
	return json_is_array(value.json) ||
	       (json_is_null(value.json) && value.type == VALUE_LIST);
}

/* Is an argument what the function takes? node is NULL for what was piped. */
static bool
check_type(const struct run *r, char type, struct value value,
    const struct node *node, const struct node *command)
{
	const char *name = type == 's'   ? "string"
			   : type == 'i' ? "int"
					 : "[]string";

	if (type == 'a' || (type == 's' && json_is_string(value.json)) ||
	    (type == 'i' && json_is_integer(value.json)) ||
	    (type == 'l' && is_list_of_strings(value)))
		return true;
	if (node != NULL && node->kind == NODE_NIL)
		template_wrong(r, node, "cannot assign nil to %s", name);
	else if (node != NULL && node->kind == NODE_CONSTANT && type == 'l')
		template_wrong(r, node,
		    "can't handle %.*s for arg of type []string",
		    (int)(node->end - node->begin), node->begin);
	else if (node != NULL && node->kind == NODE_CONSTANT)
		template_wrong(r, node, "expected %s; found %.*s",
		    type == 's' ? "string" : "integer",
		    (int)(node->end - node->begin), node->begin);
	else
		template_wrong(r, node ? node : command,
		    "wrong type for value; expected %s; got %s", name,
		    value_type_name(value.json));
	return false;
}

bool
arguments_fit_number(
    const struct run *r, const struct node *node, const char *types, size_t n)
{
	size_t min = strlen(types);
	bool more = min > 0 && types[min - 1] == '*';

	min -= more;
	if (n >= min && (more || n == min))
		return true;
	template_wrong(r, node,
	    "wrong number of args for %s: want %s%zu got %zu", node->text,
	    more ? "at least " : "", min, n);
	return false;
}

bool
arguments_fit_types(const struct run *r, const struct node *command,
    const char *types, const struct value *values, size_t n)
{
	const struct node *node = command->first->next;

	for (size_t i = 0; i < n; i++) {
		char type =
		    i < strlen(types) && types[i] != '*' ? types[i] : 'a';

		if (!check_type(r, type, values[i], node, command))
			return false;
		node = node != NULL ? node->next : NULL;
	}
	return true;
}
