/*
 * The functions of a template: Go's, and those that docker adds.
 */
#ifndef TEMPLATE_FUNCTIONS_H
#define TEMPLATE_FUNCTIONS_H

#include "07-combined/template/template_call.h"

struct function {
	const char *name;
	/*
	 * Of each argument: s a string, i an integer, l a list of strings, a
	 * anything; * at the end: and any number of anything.
	 */
	const char *types;
	/* What a table's heading stays: its first argument. */
	bool keeps_heading;
	/* Returns 0, or -1 with call->wrong. */
	int (*run)(struct call *call);
};

/*
 * Looks one up; NULL: there is none. "and" and "or" have no run: not all of
 * their arguments are evaluated.
 */
const struct function *template_function(const char *name);

#endif
