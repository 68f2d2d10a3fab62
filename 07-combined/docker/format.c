#include "07-combined/docker/format.h"

#include "common/options.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ".State.Pid", or "." for all. */
static json_t *
find(json_t *object, const char *path)
{
	char copy[256], *rest = copy, *key;

	snprintf(copy, sizeof(copy), "%s", path + 1);
	while (object != NULL && (key = strsep(&rest, ".")) != NULL)
		if (key[0] != '\0')
			object = json_object_get(object, key);
	if (object == NULL)
		options_wrong("--format: there is no '%s'", path);
	return object;
}

static void
print_value(json_t *value, bool json)
{
	const char *text = json_string_value(value);
	char *dump = NULL;

	if (json || text == NULL)
		text = dump = json_dumps(value, JSON_ENCODE_ANY);
	fputs(text ? text : "", stdout);
	free(dump);
}

/* Prints what stands at the beginning of the template. Returns how much. */
static int
print_one(const char *template, json_t *object)
{
	char path[256];
	int length = 0;

	if (strncmp(template, "\\t", 2) == 0) {
		putchar('\t');
		return 2;
	}
	if (strncmp(template, "{{", 2) != 0) {
		putchar(template[0]);
		return 1;
	}
	bool json =
	    sscanf(template, "{{ json %255[^} ] }}%n", path, &length) == 1 &&
	    length > 0;
	if (!json)
		sscanf(template, "{{ %255[^} ] }}%n", path, &length);
	if (length == 0 || path[0] != '.')
		options_wrong("--format: '%s' is no {{.Key}}", template);
	print_value(find(object, path), json);
	return length;
}

void
docker_format(const char *template, json_t *object)
{
	while (*template != '\0')
		template += print_one(template, object);
	putchar('\n');
}
