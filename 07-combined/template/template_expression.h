/*
 * The parser of what an action of a template evaluates: a pipeline of commands,
 * each with its operands.
 */
#ifndef TEMPLATE_EXPRESSION_H
#define TEMPLATE_EXPRESSION_H

#include "07-combined/template/template_parser.h"

/*
 * Reads a pipeline up to what closes it, "}}" or ")", which is left to the
 * caller. context is what messages call it; "range" may set two variables. From
 * here on the variables of its := are known. Returns NULL as template_parser.h
 * says.
 */
struct node *
template_pipeline(struct parser *p, const char *context, const char *closing);

#endif
