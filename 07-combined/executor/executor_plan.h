/*
 * What the executor is told: struct executor_plan of engine/executor.h. It is read
 * once, and then a private copy, which no other process sees.
 */
#ifndef EXECUTOR_PLAN_H
#define EXECUTOR_PLAN_H

#include "07-combined/engine/executor.h"

/* The plan; NULL before read_plan(). */
extern struct executor_plan *plan;

/*
 * Maps the plan from the descriptor with this number, in digits, and closes the
 * descriptor. Ends the process where that fails: the parent sees it.
 */
void read_plan(const char *number);

/* Unmaps the plan. */
void forget_plan(void);

/* What is at an offset of the plan; NULL for 0: nothing is. */
void *plan_at(uintptr_t offset);

/*
 * A list of offsets in the plan, not at 0, as one of pointers, which ends with NULL.
 * The list itself is changed: to be called once for each.
 */
char **plan_list_at(uintptr_t offset);

#endif
