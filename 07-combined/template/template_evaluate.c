#include "07-combined/template/template_evaluate.h"

#include "07-combined/template/template_arguments.h"
#include "07-combined/template/template_failure.h"
#include "07-combined/template/template_functions.h"
#include "common/list.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static struct variable *
find_variable(struct run *r, const char *name)
{
	for (size_t i = r->nvariables; i-- > 0;)
		if (strcmp(r->variables[i].name, name) == 0)
			return &r->variables[i];
	return NULL;
}

int
template_set(struct run *r, const struct node *pipeline, size_t which,
    struct value value)
{
	struct variable variable = { pipeline->names[which], value };
	struct variable *old;

	if (variable.name == NULL)
		return 0;
	if (pipeline->declares)
		return LIST_ADD(r->variables, r->nvariables, &variable);
	old = find_variable(r, variable.name);
	if (old == NULL) {
		template_wrong(r, pipeline->first, "undefined variable: %s",
		    variable.name);
		return -1;
	}
	old->value = value;
	return 0;
}

/* One key of ".a.b". */
static struct value
get_key(struct run *r, const struct node *node, struct value of,
    const char *key, bool first)
{
	json_t *found = json_object_get(of.json, key);

	if (found == NULL && of.type != VALUE_MAP)
		found = json_object_get(of.json, value_json_key(key));
	if (found != NULL)
		return (struct value){ found, value_type_of(key) };
	if (of.type == VALUE_MAP)
		return (struct value){ json_null(), VALUE_JSON };
	if (json_is_object(of.json))
		return template_wrong(
		    r, node, "map has no entry for key \"%s\"", key);
	if (json_is_null(of.json))
		return template_wrong(
		    r, node, "nil pointer evaluating interface {}.%s", key);
	return template_wrong(r, node, "can't evaluate field %s in type %s",
	    key, first ? value_type_name(of.json) : "interface {}");
}

static struct value
operand(struct run *r, const struct node *node, struct value dot);

static struct value
get_field(struct run *r, const struct node *node, struct value dot)
{
	struct value value = node->first ? operand(r, node->first, dot) : dot;
	char *keys = strdup(node->text), *rest = keys, *key;

	if (keys == NULL)
		return (struct value){ NULL, VALUE_JSON };
	while (value.json != NULL && (key = strsep(&rest, ".")) != NULL)
		value = get_key(r, node, value, key, key == keys);
	free(keys);
	return value;
}

/*
 * docker ps: {{.Label "NAME"}}. The heading is the last word of the name, with
 * spaces.
 */
static struct value
get_label(struct run *r, const struct value *values, size_t n,
    const struct node *node)
{
	const char *name = n == 1 ? json_string_value(values[0].json) : NULL;
	json_t *label = NULL;

	if (n != 1)
		return template_wrong(r, node,
		    "wrong number of args for Label: want 1 got %zu", n);
	if (name == NULL)
		return template_wrong(r, node,
		    "wrong type for value; expected string; "
		    "got %s",
		    value_type_name(values[0].json));
	if (r->data->heading &&
	    (label = json_string_nocheck(
		 strrchr(name, '.') ? strrchr(name, '.') + 1 : name))) {
		for (char *c = (char *)json_string_value(label); *c; c++)
			*c = *c == '-' || *c == '_' ? ' ' : *c;
	} else if (!r->data->heading) {
		label = json_incref(json_object_get(r->data->labels, name));
		label = label ? label : json_string("");
	}
	if (json_array_append_new(r->kept, label) == -1)
		return (struct value){ NULL, VALUE_JSON };
	return (struct value){ label, VALUE_JSON };
}

/* "and" and "or": the first argument that decides, or else the last. */
static struct value
choose(struct run *r, const struct node *command, struct value dot,
    const struct value *final)
{
	bool wanted = strcmp(command->first->text, "or") == 0;
	struct value value = { NULL, VALUE_JSON };
	const struct node *arg = command->first->next;

	for (; arg != NULL; arg = arg->next) {
		value = operand(r, arg, dot);
		if (value.json == NULL || value_is_true(value.json) == wanted)
			return value;
	}
	return final != NULL ? *final : value;
}

/* The arguments of a command, and what was piped. Returns how many; -1. */
static ssize_t
get_arguments(struct run *r, const struct node *command, struct value dot,
    const struct value *final, struct value **values)
{
	size_t n = 0;

	*values = NULL;
	for (const struct node *arg = command->first->next; arg != NULL;
	     arg = arg->next) {
		struct value value = operand(r, arg, dot);

		if (value.json == NULL || LIST_ADD(*values, n, &value) == -1)
			return -1;
	}
	if (final != NULL && LIST_ADD(*values, n, final) == -1)
		return -1;
	return (ssize_t)n;
}

static struct value
call(struct run *r, const struct node *command, const struct function *f,
    const struct value *values, size_t n)
{
	struct call call = { .values = values, .n = n, .kept = r->kept };
	struct value value = { NULL, VALUE_JSON };

	if (!arguments_fit_types(r, command, f->types, values, n))
		return value;
	if (n > 0 && r->data->heading && f->keeps_heading)
		return values[0];
	errno = ENOMEM;
	if (f->run(&call) == 0)
		return call.result;
	if (call.wrong != NULL)
		template_wrong(
		    r, command, "error calling %s: %s", f->name, call.wrong);
	free(call.wrong);
	return value;
}

static struct value
call_function(struct run *r, const struct node *command, struct value dot,
    const struct value *final)
{
	const struct function *f = template_function(command->first->text);
	struct value value = { NULL, VALUE_JSON }, *values;
	size_t given = final != NULL;

	for (const struct node *a = command->first->next; a; a = a->next)
		given++;
	if (!arguments_fit_number(r, command->first, f->types, given))
		return value;
	if (f->run == NULL)
		return choose(r, command, dot, final);
	ssize_t n = get_arguments(r, command, dot, final, &values);
	if (n >= 0)
		value = call(r, command, f, values, n);
	free(values);
	return value;
}

static bool
is_label(const struct run *r, const struct node *node)
{
	return node->kind == NODE_FIELD && node->first == NULL &&
	       strcmp(node->text, "Label") == 0 &&
	       (r->data->labels != NULL || r->data->heading);
}

static struct value
call_label(struct run *r, const struct node *command, struct value dot,
    const struct value *final)
{
	struct value value = { NULL, VALUE_JSON }, *values;
	ssize_t n = get_arguments(r, command, dot, final, &values);

	if (n >= 0)
		value = get_label(r, values, n, command->first);
	free(values);
	return value;
}

/* The values of constants and names; final is what came by the pipe. */
static struct value
command_value(struct run *r, const struct node *command, struct value dot,
    const struct value *final)
{
	const struct node *first = command->first;
	const char *name = first->text ? strrchr(first->text, '.') : NULL;

	if (first->kind == NODE_FUNCTION)
		return call_function(r, command, dot, final);
	if (is_label(r, first))
		return call_label(r, command, dot, final);
	if (first->kind == NODE_NIL)
		return template_wrong(r, first, "nil is not a command");
	if (first->next == NULL && final == NULL)
		return operand(r, first, dot);
	if (first->kind == NODE_FIELD)
		return template_wrong(r, first,
		    "%s is not a method but has arguments",
		    name ? name + 1 : first->text);
	return template_wrong(r, first,
	    "can't give argument to non-function %.*s",
	    (int)(first->end - first->begin), first->begin);
}

/* A function without arguments, as an argument of another. */
static struct value
call_alone(struct run *r, const struct node *function, struct value dot)
{
	struct node alone = *function, command = { .kind = NODE_COMMAND,
		.begin = function->begin,
		.end = function->end,
		.at = function->at,
		.first = &alone };

	alone.next = NULL;
	return call_function(r, &command, dot, NULL);
}

static struct value
operand(struct run *r, const struct node *node, struct value dot)
{
	struct variable *variable;

	switch (node->kind) {
	case NODE_DOT:
		return dot;
	case NODE_NIL:
		return (struct value){ json_null(), VALUE_JSON };
	case NODE_CONSTANT:
		return (struct value){ node->constant, VALUE_JSON };
	case NODE_FIELD:
		return get_field(r, node, dot);
	case NODE_PIPELINE:
		return template_evaluate(r, node, dot);
	case NODE_VARIABLE:
		variable = find_variable(r, node->text);
		if (variable == NULL)
			return template_wrong(
			    r, node, "undefined variable: %s", node->text);
		return variable->value;
	default:
		return call_alone(r, node, dot);
	}
}

struct value
template_value_of(struct run *r, const struct node *pipeline, struct value dot)
{
	struct value value = command_value(r, pipeline->first, dot, NULL);

	for (const struct node *c = pipeline->first->next;
	     c != NULL && value.json != NULL; c = c->next) {
		struct value final = value;

		value = command_value(r, c, dot, &final);
	}
	return value;
}

struct value
template_evaluate(struct run *r, const struct node *pipeline, struct value dot)
{
	struct value value = template_value_of(r, pipeline, dot);

	if (value.json != NULL && template_set(r, pipeline, 0, value) == -1)
		value.json = NULL;
	return value;
}
