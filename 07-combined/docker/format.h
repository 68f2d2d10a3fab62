/*
 * docker's --format: a template (template.h), "json", or in front of a template
 * or alone "table".
 */
#ifndef FORMAT_H
#define FORMAT_H

#include "common/columns.h"

#include <jansson.h>
#include <stdbool.h>

/* Docker's exit status where the template of inspect cannot be read. */
#define EXIT_TEMPLATE 64

/* What --format asks for. */
struct format_choice {
	struct template *template;
	bool table; /* as columns, with a heading */
	bool usual; /* the columns are the command's own */
};

/*
 * Understands the value of --format (NULL: there is none); usual is the template
 * of the command's own table. In a template \t and \n stand for a tab and a
 * newline. Exits 1, as docker, if the template cannot be read.
 */
void format_choose(
    struct format_choice *format, const char *value, const char *usual);

/* Adds a table's headings, whose reference it takes over, to its columns. */
void format_add_headings(const struct format_choice *format,
    struct columns *columns, json_t *headings);

/*
 * Prints one object, whose reference it takes over, as a line; of a table, adds
 * the line to the columns. labels, which stay the caller's, are for .Label;
 * NULL: there is no such key. Exits 1, as docker, if the template cannot be
 * executed with it.
 */
void format_add(const struct format_choice *format, struct columns *columns,
    json_t *object, json_t *labels);

#endif
