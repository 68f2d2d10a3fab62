/*
 * Does a call in a template have the arguments that the function takes?
 */
#ifndef TEMPLATE_ARGUMENTS_H
#define TEMPLATE_ARGUMENTS_H

#include "07-combined/template/template_nodes.h"
#include "07-combined/template/template_value.h"

#include <stdbool.h>

struct run;

/*
 * Are there as many as the types of struct function say? If not, there is a
 * failure at the node, which is the function's name.
 */
bool arguments_fit_number(const struct run *run, const struct node *node,
    const char *types, size_t n);

/*
 * Is each of its type? If not, there is a failure at the argument, or at the
 * command if the value was piped.
 */
bool arguments_fit_types(const struct run *run, const struct node *command,
    const char *types, const struct value *values, size_t n);

#endif
