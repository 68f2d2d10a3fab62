/*
 * Templates as docker's --format has them, as far as people use them: text with
 * {{.Key}} or {{.Key.Of.Key}} in it for values, {{json .Key}} for their JSON,
 * {{range .Key}}...{{end}}, {{index .Key "KEY"}}, {{len .Key}}, {{println .Key}},
 * \t and \n.
 */
#ifndef FORMAT_H
#define FORMAT_H

#include "common/columns.h"

#include <jansson.h>
#include <stdbool.h>

/*
 * Returns the template with what object has, to be freed. Exits 125 with a line
 * on stderr if it has no such key.
 */
char *docker_format(const char *template, json_t *object);

/* What --format asks for. */
struct format_choice {
	const char *template;
	bool table; /* as columns, with a heading */
	bool usual; /* the columns are the command's own */
};

/*
 * Understands the value of --format (NULL: there is none): "table" and "json"
 * stand in front of a template or for the usual one.
 */
void format_choose(
    struct format_choice *format, const char *value, const char *usual);

/*
 * Prints one object, whose reference it takes over, as a line; of a table, adds
 * the line to the columns. Exits 125 as docker_format().
 */
void format_add(const struct format_choice *format, struct columns *columns,
    json_t *object);

#endif
