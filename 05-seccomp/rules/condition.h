/* Conditions of a rule for the arguments: what stands in its parentheses. */
#ifndef CONDITION_H
#define CONDITION_H

#include <seccomp.h>

/* The number of arguments of a system call. */
#define FILTER_ARGUMENTS 6

/*
 * Reads the conditions of a rule, "*, &M==V"; the text is modified. Returns the
 * number of conditions, or -1 with errno EINVAL and filter_error().
 */
int
filter_parse_conditions(char *text, struct scmp_arg_cmp cmps[FILTER_ARGUMENTS]);

#endif
