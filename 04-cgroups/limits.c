/*
 * Limits: a file for each, and one write(2) for each value.
 */
#include "04-cgroups/cgroup.h"
#include "04-cgroups/limits/limits_queue.h"
#include "04-cgroups/tree/control_file.h"
#include "common/explain.h"
#include "common/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int
cgroup_set(const struct cgroup *cgroup, const struct cgroup_limits *asked)
{
	struct limits_queue queue;
	struct limit limit;

	/* Nothing is written if the file of one limit is missing. */
	if (limits_queue_fill(&queue, cgroup, asked) == -1)
		return limits_queue_free(&queue, -1);
	while (limits_queue_next(&queue, &limit)) {
		int fd = open(limit.path, O_WRONLY | O_CLOEXEC);
		if (fd == -1)
			return limits_queue_free(
			    &queue, control_failed(limit.path));

		/* The kernel takes what one write(2) brings as one value. */
		size_t length = strlen(limit.text);
		explain(limit.why, "write(%d<%s>, \"%s\", %zu)", fd, limit.path,
		    limit.text, length);
		ssize_t written = write(fd, limit.text, length);
		file_close(fd, 0);

		/* EINVAL: the kernel may take it when others are written. */
		if (written != (ssize_t)length &&
		    !limits_queue_postpone(&queue))
			return limits_queue_free(
			    &queue, control_failed(limit.path));
	}
	return limits_queue_free(&queue, 0);
}

int
cgroup_write(const struct cgroup *cgroup, enum cgroup_controller controller,
    const char *const names[2], const char *value)
{
	int version = cgroup->at[controller].version;
	char text[CONTROL_PATH];

	if (version == 0 || names[version - 1] == NULL) {
		snprintf(text, sizeof(text),
		    version == 0 ? "the cgroup has no controller with '%s'"
				 : "this version of cgroups has no file '%s'",
		    names[0] != NULL ? names[0] : names[1]);
		errno = ENOTSUP;
		return control_failed(text);
	}
	return control_write(cgroup->at[controller].path, names[version - 1],
	    "a limit, as the kernel writes it", value);
}

int
cgroup_get(const struct cgroup *cgroup, size_t n, struct cgroup_value *value)
{
	if (n >= limits_table_size)
		return -1;
	const struct limit_row *row = &limits_table[n];
	const char *dir = cgroup->at[row->controller].path;
	const char *file = limits_file(cgroup, row);
	const char *before = n > 0 ? limits_file(cgroup, row - 1) : NULL;

	/* Two rows that share a file: the first one has shown it. */
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
	for (size_t i = 0; i < limits_table_size; i++)
		if (strcmp(limits_table[i].option, "memory-swap") == 0)
			return limits_file_exists(cgroup, &limits_table[i]);
	return false;
}
