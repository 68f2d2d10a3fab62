#include "04-cgroups/limits/limits_queue.h"

#include "04-cgroups/limits/limits_complete.h"
#include "04-cgroups/tree/parents.h"
#include "common/list.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A control file takes a page at most: file_write() as well. */
#define LIST_MAX 4096

const char *
limits_file(const struct cgroup *cgroup, const struct limit_row *row)
{
	int version = cgroup->at[row->controller].version;

	return version == 1 ? row->v1.file : version == 2 ? row->v2.file : NULL;
}

bool
limits_file_exists(const struct cgroup *cgroup, const struct limit_row *row)
{
	const char *file = limits_file(cgroup, row);

	return file != NULL &&
	       control_exists(cgroup->at[row->controller].path, file);
}

/* Has the row before this one, or the one after it, the same option? */
static bool
is_alternative(const struct limit_row *row, int step)
{
	const struct limit_row *other = row + step;

	return other >= limits_table &&
	       other < limits_table + limits_table_size &&
	       strcmp(other->option, row->option) == 0;
}

/* A limit was asked for whose file is not there: says what is missing. */
static int
find_reason(const struct cgroup *cgroup, const struct limit_row *row)
{
	enum cgroup_controller controller = row->controller;
	const char *path = cgroup->at[controller].path;
	const char *file = limits_file(cgroup, row);
	char text[CONTROL_PATH];

	/* cgroup_open() keeps the path where a hierarchy lacks the cgroup. */
	if (cgroup->at[controller].version == 0 && path[0] != '\0')
		snprintf(text, sizeof(text), "%s", path);
	else if (cgroup->at[controller].version == 0)
		snprintf(text, sizeof(text), "controller %s",
		    controller_name(controller, 1));
	else if (file == NULL)
		snprintf(text, sizeof(text), "%s", row->v1.file);
	else
		control_path(text, path, file);
	errno = ENOTSUP;
	return control_failed(text);
}

/* Makes sure that the row can be set. Returns 1, 0: by another row, or -1. */
static int
check_row(const struct cgroup *cgroup, const struct limit_row *row)
{
	enum cgroup_controller controller = row->controller;

	if (cgroup->at[controller].version == 2 &&
	    parents_enable(cgroup->at[controller].path,
		cgroup_top_length(cgroup, controller), controller) == -1)
		return -1;
	if (is_alternative(row, -1) && limits_file_exists(cgroup, row - 1))
		return 0;
	if (limits_file_exists(cgroup, row))
		return 1;
	return is_alternative(row, +1) ? 0 : find_reason(cgroup, row);
}

static int
fail_at_file(
    const struct cgroup *cgroup, const struct limit_row *row, int error)
{
	const char *dir = cgroup->at[row->controller].path;
	char path[CONTROL_PATH];

	errno = error;
	return control_failed(
	    control_path(path, dir, limits_file(cgroup, row)));
}

/* Adds what was asked for of one row. */
static int
add_row(struct limits_queue *queue, const struct limit_row *row)
{
	struct limit_value v;
	int usable = -1;

	for (size_t n = 0; n < limit_row_count(row, &queue->limits); n++) {
		if (!limit_row_value(row, &queue->limits, n, &v))
			continue;
		if (usable == -1)
			usable = check_row(queue->cgroup, row);
		if (usable != 1)
			return usable;
		const struct cgroup *cgroup = queue->cgroup;
		if (limit_value_print(
			&v, cgroup->at[row->controller].version) == NULL)
			continue;
		if (v.list != NULL && strlen(v.list) >= LIST_MAX)
			return fail_at_file(cgroup, row, EFBIG);
		struct limits_queue_value value = { row, n };
		if (LIST_ADD(queue->values, queue->count, &value) == -1)
			return control_failed("a list of limits");
	}
	return 0;
}

int
limits_queue_fill(struct limits_queue *queue, const struct cgroup *cgroup,
    const struct cgroup_limits *limits)
{
	*queue = (struct limits_queue){ .cgroup = cgroup, .limits = *limits };
	if (limits_complete(cgroup, &queue->limits) == -1)
		return -1;
	for (size_t i = 0; i < limits_table_size; i++)
		if (add_row(queue, &limits_table[i]) == -1)
			return -1;
	queue->first_round = queue->count;
	return 0;
}

bool
limits_queue_next(struct limits_queue *queue, struct limit *limit)
{
	if (queue->next == queue->count)
		return false;

	const struct limit_row *row = queue->values[queue->next].row;
	size_t n = queue->values[queue->next++].n;
	const struct cgroup *cgroup = queue->cgroup;
	limit_row_value(row, &queue->limits, n, &limit->value);
	limit->text = limit_value_print(
	    &limit->value, cgroup->at[row->controller].version);
	limit->why = row->why;
	control_path(limit->path, cgroup->at[row->controller].path,
	    limits_file(cgroup, row));
	return true;
}

bool
limits_queue_postpone(struct limits_queue *queue)
{
	if (errno != EINVAL || queue->first_round == 1 ||
	    queue->next > queue->first_round)
		return false;
	struct limits_queue_value again = queue->values[queue->next - 1];
	return LIST_ADD(queue->values, queue->count, &again) == 0;
}

int
limits_queue_free(struct limits_queue *queue, int result)
{
	int saved_errno = errno;

	free(queue->values);
	errno = saved_errno;
	return result;
}
