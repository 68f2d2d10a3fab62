#include "07-combined/docker/format.h"

#include "common/exits.h"
#include "common/options.h"

#include <err.h>
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
print_value(FILE *out, json_t *value, bool json)
{
	const char *text = json_string_value(value);
	char *dump = NULL;

	if (json || text == NULL)
		text = dump = json_dumps(value, JSON_ENCODE_ANY);
	fputs(text ? text : "", out);
	free(dump);
}

/* The character that stands for a backslash and a letter; 0: none does. */
static char
escaped(const char *text)
{
	if (text[0] != '\\')
		return 0;
	return text[1] == 't' ? '\t' : text[1] == 'n' ? '\n' : 0;
}

/* Prints what stands at the beginning of the template. Returns how much. */
static int
print_one(FILE *out, const char *template, json_t *object)
{
	char path[256];
	int length = 0;

	if (escaped(template) != 0) {
		putc(escaped(template), out);
		return 2;
	}
	if (strncmp(template, "{{", 2) != 0) {
		putc(template[0], out);
		return 1;
	}
	bool json =
	    sscanf(template, "{{ json %255[^} ] }}%n", path, &length) == 1 &&
	    length > 0;
	if (!json)
		sscanf(template, "{{ %255[^} ] }}%n", path, &length);
	if (length == 0 || path[0] != '.')
		options_wrong("--format: '%s' is no {{.Key}}", template);
	print_value(out, find(object, path), json);
	return length;
}

char *
docker_format(const char *template, json_t *object)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	while (out != NULL && *template != '\0')
		template += print_one(out, template, object);
	if (out == NULL || fclose(out) == EOF)
		err(EXIT_OURS, "out of memory");
	return text;
}
