/*
 * The JSON of a config.json, read and checked: what is wrong ends in oci_fail().
 */
#include "07-combined/oci/oci.h"

#include "05-seccomp/profile/wide_numbers.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
oci_unpack(json_t *part, const char *where, const char *format, ...)
{
	json_error_t error;
	va_list ap;

	va_start(ap, format);
	if (json_vunpack_ex(part, &error, 0, format, ap) == -1)
		oci_fail("config.json: %s: %s", where, error.text);
	va_end(ap);
}

uint32_t
oci_number(json_int_t number, uint32_t max, const char *where)
{
	if (number < 0 || number > max)
		oci_fail("config.json: %s: %" JSON_INTEGER_FORMAT
			 " is not from 0 to %u",
		    where, number, max);
	return number;
}

/* A table of strings with names of the engine's: null is not a string. */
static bool
has_names_of_its_own(const char *key)
{
	return strcmp(key, "sysctl") == 0 || strcmp(key, "unified") == 0;
}

/*
 * A member whose value is null is a member that is missing: engines write their
 * empty fields so, and runc and crun read them so.
 */
static void
drop_nulls(json_t *value)
{
	const char *key;
	json_t *member;
	void *next;
	size_t i;

	json_object_foreach_safe (value, next, key, member) {
		if (json_is_null(member))
			json_object_del(value, key);
		else if (!has_names_of_its_own(key))
			drop_nulls(member);
	}
	json_array_foreach (value, i, member)
		drop_nulls(member);
}

json_t *
oci_read(const char *path)
{
	char *text = NULL;
	size_t size = 0;
	json_error_t error;
	bool input = strcmp(path, "-") == 0;

	FILE *file = input ? stdin : fopen(path, "re");
	if (file == NULL || getdelim(&text, &size, '\0', file) == -1)
		oci_fail("%s: %s", path, strerror(file ? EBADMSG : errno));
	if (!input)
		fclose(file);
	size_t length = strlen(text);
	char *narrow = wide_numbers_copy(text, &length);
	if (narrow == NULL)
		oci_fail("%s: %s", path, strerror(errno));
	json_t *json =
	    json_loadb(narrow, length, JSON_REJECT_DUPLICATES, &error);
	if (json == NULL)
		oci_fail("%s: line %d: %s", path, error.line, error.text);
	free(narrow);
	free(text);
	drop_nulls(json);
	return json;
}

json_t *
oci_array(json_t *value, const char *where)
{
	if (value != NULL && !json_is_array(value) && !json_is_null(value))
		oci_fail("config.json: %s: not an array", where);
	return value;
}

json_t *
oci_object(json_t *value, const char *where)
{
	if (value != NULL && !json_is_object(value) && !json_is_null(value))
		oci_fail("config.json: %s: not an object", where);
	return value;
}

const char **
oci_strings(json_t *array, const char *where)
{
	size_t n = json_array_size(oci_array(array, where)), i;
	const char **list = calloc(n + 1, sizeof(list[0]));
	json_t *value;

	if (list == NULL)
		oci_fail("out of memory");
	json_array_foreach (array, i, value) {
		list[i] = json_is_null(value) ? "" : json_string_value(value);
		if (list[i] == NULL)
			oci_fail("config.json: %s: not a string", where);
	}
	return list;
}

void
oci_print(json_t *json)
{
	json_dumpf(json, stdout, JSON_COMPACT);
	putchar('\n');
}
