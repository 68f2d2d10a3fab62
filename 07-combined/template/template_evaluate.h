/*
 * The value of a pipeline: {{.Args | len | printf "%d"}}.
 */
#ifndef TEMPLATE_EVALUATE_H
#define TEMPLATE_EVALUATE_H

#include "07-combined/template/template.h"
#include "07-combined/template/template_nodes.h"
#include "07-combined/template/template_value.h"

struct variable {
	const char *name;
	struct value value;
};

/* A template that is being executed. */
struct run {
	const struct template *template;
	const struct template_data *data;
	FILE *out;
	json_t *kept; /* a list: what functions have made */
	struct variable *variables;
	size_t nvariables;
};

/*
 * The value of a pipeline; json NULL is a failure, as of template_run(). The
 * first variable of the pipeline gets the value.
 */
struct value template_evaluate(
    struct run *run, const struct node *pipeline, struct value dot);

/* The same, and no variable gets it. */
struct value template_value_of(
    struct run *run, const struct node *pipeline, struct value dot);

/*
 * Sets a variable of a pipeline, 0 or 1: by := it is one more, by = the one that
 * there is. Returns 0, or -1 as template_run().
 */
int template_set(struct run *run, const struct node *pipeline, size_t which,
    struct value value);

#endif
