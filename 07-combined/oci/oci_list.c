/*
 * list: the containers that create and run have made below --root.
 */
#include "07-combined/oci/oci.h"
#include "07-combined/oci/oci_options.h"
#include "07-combined/store/state.h"
#include "common/columns.h"

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

static void
print_table(json_t *list)
{
	struct columns columns = { .width_min = 12 }; /* runc's */
	json_t *entry;
	size_t i;

	columns_add(
	    &columns, strdup("ID\tPID\tSTATUS\tBUNDLE\tCREATED\tOWNER"));
	json_array_foreach (list, i, entry) {
		const char *id = "", *status = "", *when = "", *bundle = "",
			   *owner = "";
		char *line = NULL;
		int pid = 0;

		json_unpack(entry, "{s:s, s:i, s:s, s:s, s:s, s:s}", "id", &id,
		    "pid", &pid, "status", &status, "bundle", &bundle,
		    "created", &when, "owner", &owner);
		if (asprintf(&line, "%s\t%d\t%s\t%s\t%s\t%s", id, pid, status,
			bundle, when, owner) == -1)
			oci_fail("out of memory");
		columns_add(&columns, line);
	}
	columns_print(&columns);
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
