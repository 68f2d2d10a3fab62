#include "07-combined/template/template_compare.h"

#include <stdlib.h>
#include <string.h>

static bool
is_basic(json_t *value)
{
	return !json_is_array(value) && !json_is_object(value);
}

static bool
is_comparable(json_t *left, json_t *right)
{
	return json_typeof(left) == json_typeof(right) ||
	       (json_is_boolean(left) && json_is_boolean(right));
}

/* Less than, equal to or greater than 0. */
static int
compare(json_t *left, json_t *right)
{
	if (json_is_string(left))
		return strcmp(
		    json_string_value(left), json_string_value(right));
	if (json_is_integer(left))
		return (json_integer_value(left) > json_integer_value(right)) -
		       (json_integer_value(left) < json_integer_value(right));
	return (json_real_value(left) > json_real_value(right)) -
	       (json_real_value(left) < json_real_value(right));
}

/* Returns -1. */
static int
not_comparable(struct call *c, struct value value)
{
	struct printed p;

	if (call_print(&p) == NULL)
		return -1;
	value_print(p.out, value);
	if (fclose(p.out) == 0)
		call_fail(c, "non-comparable type %s: %s", p.text,
		    value_type_name(value.json));
	free(p.text);
	return -1;
}

/* Is the first one equal to one of the others? 1, 0, or -1: a mistake. */
static int
is_equal(struct call *c)
{
	json_t *left = c->values[0].json;

	if (!is_basic(left))
		return not_comparable(c, c->values[0]);
	for (size_t i = 1; i < c->n; i++) {
		json_t *right = c->values[i].json;
		bool null = json_is_null(left) || json_is_null(right);

		if (!is_basic(right))
			return not_comparable(c, c->values[i]);
		if (!null && !is_comparable(left, right))
			return call_fail(
			    c, "incompatible types for comparison");
		if (null ? json_typeof(left) == json_typeof(right)
		    : json_is_boolean(left)
			? json_typeof(left) == json_typeof(right)
			: compare(left, right) == 0)
			return 1;
	}
	return 0;
}

int
template_eq(struct call *c)
{
	if (c->n < 2)
		return call_fail(c, "missing argument for comparison");
	int equal = is_equal(c);
	return equal == -1 ? -1 : call_return(c, json_boolean(equal));
}

int
template_ne(struct call *c)
{
	int equal = is_equal(c);

	return equal == -1 ? -1 : call_return(c, json_boolean(!equal));
}

/* Of two numbers or texts: which of -1, 0, 1 make it true? */
static int
order(struct call *c, bool below, bool equal)
{
	json_t *left = c->values[0].json, *right = c->values[1].json;

	if (!json_is_string(left) && !json_is_number(left))
		return call_fail(c, "invalid type for comparison");
	if (!is_comparable(left, right))
		return call_fail(c, "%s",
		    json_is_string(right) || json_is_number(right)
			? "incompatible types for comparison"
			: "invalid type for comparison");
	int way = compare(left, right);
	return call_return(
	    c, json_boolean((way < 0 && below) || (way == 0 && equal) ||
			    (way > 0 && !below)));
}

int
template_lt(struct call *c)
{
	return order(c, true, false);
}

int
template_le(struct call *c)
{
	return order(c, true, true);
}

int
template_gt(struct call *c)
{
	return order(c, false, false);
}

int
template_ge(struct call *c)
{
	return order(c, false, true);
}
