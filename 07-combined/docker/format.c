#include "07-combined/docker/format.h"

#include "07-combined/template/template.h"
#include "common/exits.h"
#include "common/failure.h"

#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Exits: docker says this, and where only memory was missing we do. */
static _Noreturn void
fail(const char *what)
{
	if (errno != 0)
		err(EXIT_OURS, "--format");
	errx(EXIT_FAILURE, "failed to %s template: %s", what, failure_text());
}

/* Outside of actions, too, where Go leaves them as they are. */
static void
replace_escapes(char *text)
{
	char *to = text;

	for (const char *at = text; *at != '\0'; at++) {
		bool escape = at[0] == '\\' && (at[1] == 't' || at[1] == 'n');

		*to++ = !escape ? *at : *++at == 't' ? '\t' : '\n';
	}
	*to = '\0';
}

void
format_choose(
    struct format_choice *format, const char *value, const char *usual)
{
	*format = (struct format_choice){ .table = true, .usual = true };
	if (value != NULL && value[0] != '\0' && strcmp(value, "table") != 0) {
		format->usual = false;
		format->table = strncmp(value, "table ", 6) == 0;
		usual = format->table                ? value + 6
			: strcmp(value, "json") == 0 ? "{{json .}}"
						     : value;
	}
	char *text = strdup(usual);
	if (text == NULL)
		err(EXIT_OURS, "--format");
	replace_escapes(text);
	format->template = template_parse(text);
	if (format->template == NULL)
		fail("parse");
	free(text);
}

static void
add(const struct format_choice *format, struct columns *columns,
    const struct template_data *data)
{
	char *line = template_run(format->template, data);

	if (line == NULL)
		fail("execute");
	json_decref(data->dot);
	if (format->table) {
		columns_add(columns, line);
		return;
	}
	puts(line);
	free(line);
}

void
format_add_headings(const struct format_choice *format, struct columns *columns,
    json_t *headings)
{
	add(format, columns,
	    &(struct template_data){ .dot = headings, .heading = true });
}

void
format_add(const struct format_choice *format, struct columns *columns,
    json_t *object, json_t *labels)
{
	add(format, columns,
	    &(struct template_data){ .dot = object, .labels = labels });
}
