#include "07-combined/template/template.h"

#include "07-combined/template/template_evaluate.h"
#include "07-combined/template/template_failure.h"
#include "common/list.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* How the statements of a list have ended. */
enum walk { WALK_FAILED, WALK_ON, WALK_BREAK, WALK_CONTINUE };

static enum walk walk(struct run *r, const struct node *list, struct value dot);

char *
template_run(const struct template *t, const struct template_data *data)
{
	struct run r = { .template = t, .data = data, .kept = json_array() };
	struct value dot = { data->dot, VALUE_JSON };
	struct variable root = { "$", dot };
	enum walk how = WALK_FAILED;
	char *text = NULL;
	size_t size;

	errno = ENOMEM;
	r.out = open_memstream(&text, &size);
	if (r.out != NULL && r.kept != NULL &&
	    LIST_ADD(r.variables, r.nvariables, &root) == 0)
		how = walk(&r, t->first, dot);
	int saved_errno = errno;
	if (r.out != NULL && fclose(r.out) == EOF && how != WALK_FAILED) {
		saved_errno = ENOMEM;
		how = WALK_FAILED;
	}
	json_decref(r.kept);
	free(r.variables);
	errno = saved_errno;
	if (how != WALK_FAILED)
		return text;
	free(text);
	return NULL;
}

static enum walk
print_action(struct run *r, const struct node *node, struct value dot)
{
	struct value value = template_evaluate(r, node->pipeline, dot);

	if (value.json == NULL)
		return WALK_FAILED;
	if (node->pipeline->names[0] != NULL)
		return WALK_ON;
	if (json_is_null(value.json) && value.type == VALUE_JSON)
		fputs("<no value>", r->out);
	else
		value_print(r->out, value);
	return WALK_ON;
}

static enum walk
walk_if(struct run *r, const struct node *node, struct value dot)
{
	struct value value = template_evaluate(r, node->pipeline, dot);

	if (value.json == NULL)
		return WALK_FAILED;
	if (!value_is_true(value.json))
		return walk(r, node->otherwise, dot);
	return walk(r, node->body, node->kind == NODE_WITH ? value : dot);
}

/* The body for one element. WALK_ON: and for the next one. */
static enum walk
walk_element(struct run *r, const struct node *range, struct value key,
    struct value value)
{
	const struct node *p = range->pipeline;
	bool two = p->names[1] != NULL;
	size_t nvariables = r->nvariables;

	if (template_set(r, p, 0, two ? key : value) == -1 ||
	    template_set(r, p, 1, value) == -1)
		return WALK_FAILED;
	enum walk how = walk(r, range->body, value);
	r->nvariables = nvariables;
	return how == WALK_CONTINUE ? WALK_ON : how;
}

/* key is new, and value may be. */
static enum walk
walk_new(struct run *r, const struct node *range, json_t *key, json_t *value)
{
	if (json_array_append_new(r->kept, key) == -1)
		return WALK_FAILED;
	return walk_element(r, range, (struct value){ key, VALUE_JSON },
	    (struct value){ value, VALUE_JSON });
}

static enum walk
walk_map(struct run *r, const struct node *range, json_t *map)
{
	const char **keys = value_keys(map);
	enum walk how = keys != NULL ? WALK_ON : WALK_FAILED;

	for (size_t i = 0; how == WALK_ON && keys[i] != NULL; i++)
		how = walk_new(r, range, json_string_nocheck(keys[i]),
		    json_object_get(map, keys[i]));
	free(keys);
	return how;
}

static enum walk
walk_list(struct run *r, const struct node *range, json_t *list)
{
	enum walk how = WALK_ON;
	json_t *value;
	size_t i;

	json_array_foreach (list, i, value) {
		how = walk_new(r, range, json_integer((json_int_t)i), value);
		if (how != WALK_ON)
			break;
	}
	return how;
}

/* {{range 3}}: 0, 1, 2 */
static enum walk
walk_numbers(struct run *r, const struct node *range, json_int_t end)
{
	enum walk how = WALK_ON;

	for (json_int_t i = 0; i < end && how == WALK_ON; i++) {
		json_t *number = json_integer(i);
		how = walk_new(r, range, number, number);
	}
	return how;
}

static enum walk
walk_all(
    struct run *r, const struct node *range, struct value all, struct value dot)
{
	if (!value_is_true(all.json) &&
	    (!json_is_null(all.json) || all.type != VALUE_POINTER) &&
	    !json_is_string(all.json) && !json_is_boolean(all.json))
		return walk(r, range->otherwise, dot);
	if (json_is_object(all.json))
		return walk_map(r, range, all.json);
	if (json_is_array(all.json))
		return walk_list(r, range, all.json);
	if (json_is_integer(all.json))
		return walk_numbers(r, range, json_integer_value(all.json));
	const struct node *p = range->pipeline;
	template_wrong(r, p, "range can't iterate over %s",
	    json_is_string(all.json) ? json_string_value(all.json)
				     : value_type_name(all.json));
	return WALK_FAILED;
}

static enum walk
walk_range(struct run *r, const struct node *range, struct value dot)
{
	struct value all = template_value_of(r, range->pipeline, dot);

	if (all.json == NULL)
		return WALK_FAILED;
	enum walk how = walk_all(r, range, all, dot);
	return how == WALK_BREAK ? WALK_ON : how;
}

static enum walk
walk_statement(struct run *r, const struct node *node, struct value dot)
{
	size_t nvariables = r->nvariables;
	enum walk how;

	switch (node->kind) {
	case NODE_TEXT:
		fputs(node->text, r->out);
		return WALK_ON;
	case NODE_ACTION:
		return print_action(r, node, dot);
	case NODE_BREAK:
		return WALK_BREAK;
	case NODE_CONTINUE:
		return WALK_CONTINUE;
	case NODE_RANGE:
		how = walk_range(r, node, dot);
		break;
	default:
		how = walk_if(r, node, dot);
	}
	r->nvariables = nvariables;
	return how;
}

static enum walk
walk(struct run *r, const struct node *list, struct value dot)
{
	enum walk how = WALK_ON;

	for (; list != NULL && how == WALK_ON; list = list->next)
		how = walk_statement(r, list, dot);
	return how;
}
