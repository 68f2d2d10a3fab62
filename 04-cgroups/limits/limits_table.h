/*
 * The table of all limits: the name of each on the command line, its file in v1
 * and in v2, and how the value is printed there.
 */
#ifndef LIMITS_TABLE_H
#define LIMITS_TABLE_H

#include "04-cgroups/cgroup_limits.h"
#include "04-cgroups/tree/controllers.h"

#include <stdbool.h>

struct limit_row;

/* One value that was asked for, to be printed as the kernel reads it. */
struct limit_value {
	const struct limit_row *row;
	const struct cgroup_limits *limits;
	const struct cgroup_throttle *device; /* for a row of devices */
	const char *list;                     /* for a row of lists */
	int64_t number;                       /* for the others */
	char text[256];
};

struct limit_row {
	const char *option;
	enum cgroup_controller controller;
	size_t field;   /* its offset in cgroup_limits, or cgroup_throttle */
	bool is_device; /* in the latter: a value for each device */
	bool is_list;   /* the field is a string */
	const char *why;
	const char *key; /* its key in v2's io.max */
	struct {
		const char *file; /* NULL: this version has none */
		void (*print)(struct limit_value *v);
	} v1, v2;
};

/*
 * Two rows with the same option, one after the other, are alternatives: the
 * first one whose file exists counts.
 */
extern const struct limit_row limits_table[];
extern const size_t limits_table_size;

/* Returns how many values a row has at most: one, or one for each device. */
size_t limit_row_count(
    const struct limit_row *row, const struct cgroup_limits *limits);

/*
 * Takes a row's nth value from the limits into *v, to be printed; keeps
 * pointers to both. Returns whether it was asked for.
 */
bool limit_row_value(const struct limit_row *row,
    const struct cgroup_limits *limits, size_t n, struct limit_value *v);

/*
 * Prints the value for version 1 or 2 of cgroups. Returns the text, which is in
 * *v or in the limits; NULL if another row writes it, too.
 */
const char *limit_value_print(struct limit_value *v, int version);

#endif
