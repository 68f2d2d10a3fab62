/*
 * Limits, set and read by way of the table.
 */
#include "04-cgroups/cgroup.h"
#include "04-cgroups/control_file.h"
#include "04-cgroups/limits_table.h"
#include "04-cgroups/subtree.h"
#include "04-cgroups/v1/hierarchy.h"
#include "04-cgroups/v2.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* Returns a row's file in the version that has the controller, or NULL. */
static const char *
file_of(const struct cgroup *cgroup, const struct table_row *row)
{
	int version = cgroup->at[row->controller].version;

	return version == 1 ? row->v1.file : version == 2 ? row->v2.file : NULL;
}

static bool
is_there(const struct cgroup *cgroup, const struct table_row *row)
{
	const char *file = file_of(cgroup, row);

	return file != NULL &&
	       control_exists(cgroup->at[row->controller].path, file);
}

/* Has the row before this one, or the one behind it, the same option? */
static bool
is_alternative(const struct table_row *row, int step)
{
	const struct table_row *other = row + step;

	return other >= table_all && other < table_all + table_size &&
	       strcmp(other->option, row->option) == 0;
}

static bool
is_asked(const struct table_row *row, const struct cgroup_limits *limits)
{
	struct table_value v;

	for (size_t n = 0; n < table_count(row, limits); n++)
		if (table_ask(row, limits, n, &v))
			return true;
	return false;
}

/* A limit was asked for whose file is not there: says what is missing. */
static int
find_reason(const struct cgroup *cgroup, const struct table_row *row)
{
	enum cgroup_controller controller = row->controller;
	const char *path = cgroup->at[controller].path;
	const char *file = file_of(cgroup, row);
	char text[CONTROL_PATH];

	/* cgroup_open() leaves the path where a hierarchy does not have it. */
	if (cgroup->at[controller].version == 0 && path[0] != '\0')
		snprintf(text, sizeof(text), "%s", path);
	else if (cgroup->at[controller].version == 0)
		snprintf(text, sizeof(text), "controller %s",
		    hierarchy_name(controller, 1));
	else if (file == NULL)
		snprintf(text, sizeof(text), "%s", row->v1.file);
	else
		control_path(text, path, file);
	errno = ENOTSUP;
	return control_failed(text);
}

/* Finds the rows that were asked for, and makes sure that they can be set. */
static int
choose(const struct cgroup *cgroup, const struct cgroup_limits *limits,
    uint32_t *chosen)
{
	*chosen = 0;
	for (size_t i = 0; i < table_size; i++) {
		const struct table_row *row = &table_all[i];
		const char *path = cgroup->at[row->controller].path;

		if (!is_asked(row, limits))
			continue;
		if (cgroup->at[row->controller].version == 2 &&
		    tree_hand_down(path, control_top(cgroup, row->controller),
			row->controller) == -1)
			return -1;
		if (is_alternative(row, -1) && is_there(cgroup, row - 1))
			continue;
		if (is_there(cgroup, row))
			*chosen |= UINT32_C(1) << i;
		else if (!is_alternative(row, +1))
			return find_reason(cgroup, row);
	}
	return 0;
}

static int
write_row(const struct cgroup *cgroup, const struct table_row *row,
    const struct cgroup_limits *limits)
{
	struct table_value v;
	bool old = cgroup->at[row->controller].version == 1;

	for (size_t n = 0; n < table_count(row, limits); n++) {
		if (!table_ask(row, limits, n, &v))
			continue;
		if (!old && row->v2.print == NULL)
			continue;
		(old ? row->v1.print : row->v2.print)(&v);
		if (control_write(cgroup->at[row->controller].path,
			file_of(cgroup, row), row->why,
			row->is_list ? v.list : v.text) == -1)
			return -1;
	}
	return 0;
}

/* 1.5 CPUs are 150000 microseconds in each 100000: there are more than one. */
static int
choose_quota(struct cgroup_limits *limits)
{
	if (limits->cpu_quota != 0) {
		errno = EINVAL;
		return control_failed("CPUs and quota");
	}
	if (limits->cpu_period == 0)
		limits->cpu_period = 100000;
	limits->cpu_quota = limits->cpu_nano * limits->cpu_period / 1000000000;
	return 0;
}

int
cgroup_set(const struct cgroup *cgroup, const struct cgroup_limits *asked)
{
	struct cgroup_limits limits = *asked;
	uint32_t chosen, refused = 0;

	if (limits.cpu_nano != 0 && choose_quota(&limits) == -1)
		return -1;
	if (v2_complete(cgroup, &limits) == -1 ||
	    choose(cgroup, &limits, &chosen) == -1)
		return -1;

	/*
	 * v1 wants the memory never above memory plus swap, and so on: whether
	 * to raise the one or the other first depends on what was there before.
	 * So what it refuses as invalid gets another chance after the others.
	 */
	for (size_t i = 0; i < table_size; i++) {
		uint32_t bit = UINT32_C(1) << i;

		if (!(chosen & bit) ||
		    write_row(cgroup, &table_all[i], &limits) == 0)
			continue;
		if (errno != EINVAL || chosen == bit)
			return -1;
		refused |= bit;
	}
	for (size_t i = 0; i < table_size; i++)
		if (refused & UINT32_C(1) << i &&
		    write_row(cgroup, &table_all[i], &limits) == -1)
			return -1;
	return 0;
}

int
cgroup_get(const struct cgroup *cgroup, size_t n, struct cgroup_value *value)
{
	if (n >= table_size)
		return -1;
	const struct table_row *row = &table_all[n];
	const char *dir = cgroup->at[row->controller].path;
	const char *file = file_of(cgroup, row);
	const char *before = n > 0 ? file_of(cgroup, row - 1) : NULL;

	/* What shares a file with the row before was shown with that. */
	if (file == NULL || !control_exists(dir, file) ||
	    (before != NULL && strcmp(before, file) == 0))
		return 0;
	value->option = row->option;
	control_path(value->path, dir, file);
	return control_read(dir, file, value->text, sizeof(value->text)) != -1;
}

bool
cgroup_counts_swap(const struct cgroup *cgroup)
{
	for (size_t i = 0; i < table_size; i++)
		if (strcmp(table_all[i].option, "memory-swap") == 0)
			return is_there(cgroup, &table_all[i]);
	return false;
}
