/*
 * list: the containers that create and run have made below --root.
 */
#include "07-combined/oci/oci.h"
#include "07-combined/oci/oci_options.h"
#include "07-combined/store/state.h"

#include <errno.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* The user to whom its directory belongs: a name, or "#UID" as in runc's list. */
static json_t *
owner_of(const char *id)
{
	char path[PATH_MAX];
	struct stat st;

	state_path(id, "", path, sizeof(path));
	if (stat(path, &st) == -1)
		return json_string("");
	const struct passwd *user = getpwuid(st.st_uid);
	return user != NULL ? json_string(user->pw_name)
			    : json_sprintf("#%u", st.st_uid);
}

static void
add_container(const char *id, void *data)
{
	json_t *stored = state_read(id, "state.json");

	if (json_object_get(stored, "ociVersion") != NULL) {
		const char *status = oci_status(id, stored);

		json_object_set_new(stored, "status", json_string(status));
		if (strcmp(status, "stopped") == 0)
			json_object_set_new(stored, "pid", json_integer(0));
		json_object_del(stored, "start");
		json_object_set_new(stored, "owner", owner_of(id));
		json_array_append(data, stored);
	}
	json_decref(stored);
}

static const struct column {
	const char *title, *key;
} columns[] = {
	{ "ID", "id" },
	{ "PID", "pid" },
	{ "STATUS", "status" },
	{ "BUNDLE", "bundle" },
	{ "CREATED", "created" },
	{ "OWNER", "owner" },
};

#define COLUMNS (sizeof(columns) / sizeof(columns[0]))
#define GAP 3 /* between two columns, and the least width: as runc's */
#define LEAST_WIDTH 12

/* A cell as text, which is valid until the next call. */
static const char *
cell(json_t *entry, const struct column *column)
{
	static char number[24];
	json_t *value = json_object_get(entry, column->key);

	if (!json_is_integer(value))
		return value != NULL ? json_string_value(value) : "";
	snprintf(number, sizeof(number), "%lld",
	    (long long)json_integer_value(value));
	return number;
}

static int
width_of(json_t *list, const struct column *column)
{
	size_t i, width = strlen(column->title);
	json_t *entry;

	json_array_foreach (list, i, entry) {
		size_t length = strlen(cell(entry, column));

		if (length > width)
			width = length;
	}
	return width + GAP > LEAST_WIDTH ? width + GAP : LEAST_WIDTH;
}

static void
print_table(json_t *list)
{
	int widths[COLUMNS] = { 0 };
	json_t *entry;
	size_t i;

	for (size_t c = 0; c < COLUMNS - 1; c++) {
		widths[c] = width_of(list, &columns[c]);
		printf("%-*s", widths[c], columns[c].title);
	}
	puts(columns[COLUMNS - 1].title);
	json_array_foreach (list, i, entry)
		for (size_t c = 0; c < COLUMNS; c++)
			printf("%-*s%s", widths[c], cell(entry, &columns[c]),
			    c == COLUMNS - 1 ? "\n" : "");
}

static void
print_ids(json_t *list)
{
	json_t *entry;
	size_t i;

	json_array_foreach (list, i, entry)
		puts(json_string_value(json_object_get(entry, "id")));
}

int
oci_list(const struct oci_options *o, char *words[])
{
	json_t *list = json_array();

	(void)words;
	if (state_each(add_container, list) == -1)
		oci_fail("%s: %s", state_root(), strerror(errno));
	if (o->json)
		oci_print(list);
	else if (o->quiet)
		print_ids(list);
	else
		print_table(list);
	json_decref(list);
	return EXIT_SUCCESS;
}
