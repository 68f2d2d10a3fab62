/*
 * The writes that set a cgroup's limits, in their order: what was asked for in
 * docker's units, as file and text of the version that has the controller.
 */
#ifndef LIMITS_QUEUE_H
#define LIMITS_QUEUE_H

#include "04-cgroups/cgroup.h"
#include "04-cgroups/limits/limits_table.h"
#include "04-cgroups/tree/control_file.h"

/* One write. */
struct limit {
	const char *why;
	char path[CONTROL_PATH];
	const char *text; /* in value, or the caller's string of the limits */
	struct limit_value value;
};

/* A value of each row or, for disks, of each device; all can come twice. */
struct limits_queue_value {
	const struct limit_row *row;
	size_t n;
};

struct limits_queue {
	const struct cgroup *cgroup;
	struct cgroup_limits limits; /* completed by what the kernel has */
	struct limits_queue_value *values;
	size_t next, count;
	size_t first_round; /* the values after it come the second time */
};

/*
 * Finds the files of the limits that are asked for, and in v2 has the parents
 * enable their controllers. Keeps pointers to the cgroup and into the limits.
 * Returns 0, or -1 with errno ENOTSUP (a file is not there), EINVAL (limits
 * that contradict each other), EFBIG, ENOMEM, or as parents_enable();
 * limits_queue_free() is due in any case.
 */
int limits_queue_fill(struct limits_queue *queue, const struct cgroup *cgroup,
    const struct cgroup_limits *limits);

/* Frees what the queue holds; errno stays. Returns result. */
int limits_queue_free(struct limits_queue *queue, int result);

/* Takes the next write out of the queue. Returns false after the last one. */
bool limits_queue_next(struct limits_queue *queue, struct limit *limit);

/*
 * After the last write failed: v1 wants the memory never above memory plus
 * swap, and the like; whether to raise the one or the other first depends on
 * what was there before. So a value that the kernel refuses with EINVAL is put
 * after the others, once. Returns false, with errno kept, if that is of no use.
 */
bool limits_queue_postpone(struct limits_queue *queue);

/* Returns a row's file in the version that has the controller, or NULL. */
const char *
limits_file(const struct cgroup *cgroup, const struct limit_row *row);
bool
limits_file_exists(const struct cgroup *cgroup, const struct limit_row *row);

#endif
