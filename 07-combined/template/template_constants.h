/*
 * The constants of a template, written as in Go: "a\tb", `a\b`, 'a', 0x1f, 1.5,
 * true.
 */
#ifndef TEMPLATE_CONSTANTS_H
#define TEMPLATE_CONSTANTS_H

#include "07-combined/template/template_lexer.h"

#include <jansson.h>

/* The value of a constant, which is new; NULL: it is not written correctly. */
json_t *template_constant(const struct token *token);

#endif
