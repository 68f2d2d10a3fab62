/*
 * What a function of a template is called with, and how it returns.
 */
#ifndef TEMPLATE_CALL_H
#define TEMPLATE_CALL_H

#include "07-combined/template/template_value.h"

struct call {
	const struct value *values; /* the arguments */
	size_t n;
	json_t *kept; /* a list: results live as long as it does */
	struct value result;
	char *wrong; /* why it failed, malloc(3)ed; NULL: no memory */
};

/* A failure, with its reason. Returns -1. */
int call_fail(struct call *call, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A result that the call keeps: a new value, or a text. Return 0, or -1. */
int call_return(struct call *call, json_t *json);
int call_return_text(struct call *call, const char *text, size_t length);

/* A result that is part of an argument. Returns 0. */
int call_return_value(struct call *call, json_t *json, enum value_type type);

/* What a function prints. */
struct printed {
	FILE *out;
	char *text;
	size_t length;
};

/* Opens it. Returns out, or NULL without memory. */
FILE *call_print(struct printed *printed);

/* Closes it, as the result. Returns 0, or -1. */
int call_return_printed(struct call *call, struct printed *printed);

#endif
