#include "07-combined/docker/format.h"

#include "common/exits.h"
#include "common/options.h"

#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void print_value(FILE *out, json_t *value, bool json);

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
		options_wrong("--format: no such key '%s'", path);
	return object;
}

/* As Go prints a list: "[a b]". */
static void
print_list(FILE *out, json_t *list)
{
	json_t *value;
	size_t i;

	putc('[', out);
	json_array_foreach (list, i, value) {
		if (i > 0)
			putc(' ', out);
		print_value(out, value, false);
	}
	putc(']', out);
}

/* As Go prints a map: "map[a:1 b:2]", in the order of the keys. */
static void
print_map(FILE *out, json_t *map)
{
	char *dump = json_dumps(map, JSON_SORT_KEYS);
	json_t *sorted = dump ? json_loads(dump, 0, NULL) : NULL, *value;
	const char *key, *space = "";

	fputs("map[", out);
	json_object_foreach (sorted, key, value) {
		fprintf(out, "%s%s:", space, key);
		print_value(out, value, false);
		space = " ";
	}
	putc(']', out);
	json_decref(sorted);
	free(dump);
}

static void
print_value(FILE *out, json_t *value, bool json)
{
	const char *text = json_string_value(value);
	char *dump = NULL;

	if (!json && json_is_array(value)) {
		print_list(out, value);
		return;
	}
	if (!json && json_is_object(value)) {
		print_map(out, value);
		return;
	}
	if (json || text == NULL)
		text = dump = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
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

/* The action at the beginning of a template, without its braces. */
struct action {
	char text[256];
	const char *rest; /* what follows it */
};

static void
read_action(struct action *a, const char *template)
{
	const char *end = strstr(template, "}}"), *begin = template + 2;

	if (end == NULL)
		options_wrong("--format: '%s' has no }}", template);
	a->rest = end + 2;
	begin += strspn(begin, " ");
	while (end > begin && end[-1] == ' ')
		end--;
	snprintf(a->text, sizeof(a->text), "%.*s", (int)(end - begin), begin);
}

/* What follows a word in the action, or NULL: it is another word. */
static const char *
after(const struct action *a, const char *word)
{
	size_t length = strlen(word);

	if (strncmp(a->text, word, length) != 0)
		return NULL;
	const char *rest = a->text + length;
	if (rest[0] != '\0' && rest[0] != ' ')
		return NULL;
	return rest + strspn(rest, " ");
}

/* Finds the {{end}} of a {{range}}, whose body begins here. */
static void
find_end(struct action *a, const char *body, const char **end)
{
	int depth = 1;

	for (*end = strstr(body, "{{"); *end != NULL;
	     *end = strstr(a->rest, "{{")) {
		read_action(a, *end);
		depth += after(a, "range") != NULL;
		depth -= after(a, "end") != NULL;
		if (depth == 0)
			return;
	}
	options_wrong("--format: {{range}} without {{end}}");
}

static void print_all(FILE *out, const char *template, json_t *object);

/* An object's values come in the order of their keys, as in Go. */
static void
print_each(FILE *out, const char *body, json_t *all)
{
	json_t *value;
	char *sorted =
	    json_is_object(all) ? json_dumps(all, JSON_SORT_KEYS) : NULL;
	json_t *copy = sorted ? json_loads(sorted, 0, NULL) : json_incref(all);
	const char *key;
	size_t i;

	json_object_foreach (copy, key, value)
		print_all(out, body, value);
	json_array_foreach (copy, i, value)
		print_all(out, body, value);
	json_decref(copy);
	free(sorted);
}

/* {{range .Key}}BODY{{end}}. Returns what follows. */
static const char *
print_range(
    FILE *out, const struct action *range, const char *path, json_t *object)
{
	struct action a;
	const char *end;

	find_end(&a, range->rest, &end);
	char *body = strndup(range->rest, end - range->rest);
	if (body == NULL)
		err(EXIT_OURS, "out of memory");
	print_each(out, body, find(object, path));
	free(body);
	return a.rest;
}

/* {{index .Key "KEY"}} or {{index .Key 0}}; nothing where there is none. */
static void
print_index(FILE *out, const char *words, json_t *object)
{
	char path[256], key[256];
	json_t *value = NULL;
	int number, length = 0;

	if (sscanf(words, "%255s \"%255[^\"]\"%n", path, key, &length) == 2 &&
	    length > 0 && words[length] == '\0')
		value = json_object_get(find(object, path), key);
	else if (sscanf(words, "%255s %d%n", path, &number, &length) == 2 &&
		 words[length] == '\0')
		value = json_array_get(find(object, path), number);
	else
		options_wrong(
		    "--format: 'index %s' is not .Key \"KEY\"", words);
	if (value != NULL)
		print_value(out, value, false);
}

static void
print_length(FILE *out, json_t *value)
{
	fprintf(out, "%zu",
	    json_is_string(value)  ? json_string_length(value)
	    : json_is_array(value) ? json_array_size(value)
				   : json_object_size(value));
}

/* Prints what an action stands for. Returns what follows it. */
static const char *
print_action(FILE *out, const char *template, json_t *object)
{
	struct action a;
	const char *words;

	read_action(&a, template);
	if ((words = after(&a, "range")) != NULL && words[0] == '.')
		return print_range(out, &a, words, object);
	if ((words = after(&a, "index")) != NULL)
		print_index(out, words, object);
	else if ((words = after(&a, "len")) != NULL && words[0] == '.')
		print_length(out, find(object, words));
	else if ((words = after(&a, "json")) != NULL && words[0] == '.')
		print_value(out, find(object, words), true);
	else if ((words = after(&a, "println")) != NULL && words[0] == '.') {
		print_value(out, find(object, words), false);
		putc('\n', out);
	} else if (a.text[0] == '.' && strchr(a.text, ' ') == NULL)
		print_value(out, find(object, a.text), false);
	else
		options_wrong("--format: '{{%s}}' is none of {{.Key}}, json, "
			      "range, end, index, len, println",
		    a.text);
	return a.rest;
}

static void
print_all(FILE *out, const char *template, json_t *object)
{
	while (*template != '\0') {
		if (escaped(template) != 0) {
			putc(escaped(template), out);
			template += 2;
		} else if (strncmp(template, "{{", 2) == 0) {
			template = print_action(out, template, object);
		} else {
			putc(*template ++, out);
		}
	}
}

char *
docker_format(const char *template, json_t *object)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (out != NULL)
		print_all(out, template, object);
	if (out == NULL || fclose(out) == EOF)
		err(EXIT_OURS, "out of memory");
	return text;
}

void
format_choose(
    struct format_choice *format, const char *value, const char *usual)
{
	*format = (struct format_choice){ usual, true, true };
	if (value == NULL || value[0] == '\0' || strcmp(value, "table") == 0)
		return;
	format->usual = false;
	format->table = strncmp(value, "table ", 6) == 0;
	format->template = format->table                ? value + 6
			   : strcmp(value, "json") == 0 ? "{{json .}}"
							: value;
}

void
format_add(
    const struct format_choice *format, struct columns *columns, json_t *object)
{
	char *line = docker_format(format->template, object);

	json_decref(object);
	if (format->table) {
		columns_add(columns, line);
		return;
	}
	puts(line);
	free(line);
}
