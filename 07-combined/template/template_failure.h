/*
 * Mistakes in a template, in Go's words.
 */
#ifndef TEMPLATE_FAILURE_H
#define TEMPLATE_FAILURE_H

#include "07-combined/template/template_nodes.h"
#include "07-combined/template/template_value.h"

#include <stdarg.h>

struct run;

/*
 * Keeps the failure "template: :LINE: MESSAGE", for the line of a place in the
 * text of a template. Sets errno to 0; without memory, to ENOMEM.
 */
void template_misread(const char *text, const char *at, const char *format,
    va_list args) __attribute__((format(printf, 3, 0)));

/*
 * Keeps the failure "template: :LINE:COLUMN: executing "" at <NODE>: MESSAGE",
 * and sets errno, as template_misread(). Returns a value with json NULL.
 */
struct value template_wrong(const struct run *run, const struct node *node,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
