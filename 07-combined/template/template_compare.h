/*
 * The functions of a template that compare: eq and ne, and of numbers and texts
 * lt, le, gt, ge. Return 0, or -1 with call->wrong.
 */
#ifndef TEMPLATE_COMPARE_H
#define TEMPLATE_COMPARE_H

#include "07-combined/template/template_call.h"

/* Is the first argument equal to one of the others? */
int template_eq(struct call *call);

/* Is it not equal to the second one? */
int template_ne(struct call *call);

/* Is it less than the second one, and so on? */
int template_lt(struct call *call);
int template_le(struct call *call);
int template_gt(struct call *call);
int template_ge(struct call *call);

#endif
