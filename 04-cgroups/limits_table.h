/*
 * The table of all limits: what each is called on the command line, in which
 * file v1 and v2 have it, and how the value is printed there.
 */
#ifndef TABLE_H
#define TABLE_H

#include "04-cgroups/cgroup.h"

struct table_row;

/* One value that was asked for, on its way to text. */
struct table_value {
	const struct table_row *row;
	const struct cgroup_limits *limits;
	const struct cgroup_throttle *device; /* for a row of devices */
	const char *list;                     /* for a row of lists */
	int64_t asked;                        /* for the others */
	char text[256];
};

struct table_row {
	const char *option;
	enum cgroup_controller controller;
	size_t field;   /* its offset in cgroup_limits, or cgroup_throttle */
	bool is_device; /* in the latter: a value for each device */
	bool is_list;   /* the field is a string */
	const char *why;
	const char *key; /* what v2's io.max calls it */
	struct {
		const char *file; /* NULL: this version has none */
		void (*print)(struct table_value *v);
	} v1, v2;
};

/* Two rows in a row with the same option are alternatives: the first whose file
 * is there counts. */
extern const struct table_row table_all[];
extern const size_t table_size;

/* Returns how many values a row has at most: one, or one for each device. */
size_t
table_count(const struct table_row *row, const struct cgroup_limits *limits);

/*
 * Takes a row's nth value from the limits into *v, to be printed. Returns
 * whether it was asked for.
 */
bool table_ask(const struct table_row *row, const struct cgroup_limits *limits,
    size_t n, struct table_value *v);

#endif
