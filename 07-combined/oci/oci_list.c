/*
 * list: the containers that create and run have made below --root.
 */
#include "07-combined/oci/oci.h"
#include "07-combined/oci/oci_options.h"
#include "07-combined/store/state.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
		json_array_append(data, stored);
	}
	json_decref(stored);
}

static void
print_table(json_t *list)
{
	json_t *entry;
	size_t i;

	printf("%-20s %-8s %-10s %-22s %s\n", "ID", "PID", "STATUS", "CREATED",
	    "BUNDLE");
	json_array_foreach (list, i, entry) {
		const char *id = "", *status = "", *when = "", *bundle = "";
		int pid = 0;

		json_unpack(entry, "{s:s, s:i, s:s, s:s, s:s}", "id", &id,
		    "pid", &pid, "status", &status, "created", &when, "bundle",
		    &bundle);
		printf("%-20s %-8d %-10s %-22s %s\n", id, pid, status, when,
		    bundle);
	}
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
