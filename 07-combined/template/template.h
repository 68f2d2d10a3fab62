/*
 * Go's text/template, the language of docker's --format: text, and in it
 * actions in double braces.
 *
 *     {{.State.Pid}}  {{json .Config}}  {{index .Config.Labels "a"}}
 *     {{if .State.Running}}yes{{else if ...}}...{{else}}no{{end}}
 *     {{range $key, $value := .Config.Labels}}...{{else}}none{{end}}
 *     {{with .NetworkSettings}}{{.IPAddress}}{{end}}  {{- trims space -}}
 *     {{.Name | upper | printf "%-10s"}}  {{(index .Mounts 0).Source}}
 *
 * A template is read once (template_blocks.c, what an action evaluates by
 * template_expression.c, tokens by template_lexer.c) and executed for each
 * object (template_run.c, with the functions of template_functions.c). Messages
 * are Go's.
 */
#ifndef TEMPLATE_H
#define TEMPLATE_H

#include <jansson.h>
#include <stdbool.h>

struct template;

/* What a template is executed with. All of it stays the caller's. */
struct template_data {
	json_t *dot;    /* the object */
	json_t *labels; /* what {{.Label "NAME"}} looks into, or NULL */
	bool heading;   /* the values are a table's headings: they stay as they
			   are, whatever upper, json and the like would do */
};

/*
 * Reads a template. Returns it, for template_free(), or NULL with errno 0 and
 * failure_text() "template: :LINE: what is wrong"; without memory, ENOMEM.
 */
struct template *template_parse(const char *text);

/*
 * Executes a template. Returns the text, to be freed, or NULL with errno 0 and
 * failure_text() "template: :LINE:COLUMN: executing ..."; without memory,
 * ENOMEM.
 */
char *
template_run(const struct template *template, const struct template_data *data);

/* Frees it; NULL is nothing to free. */
void template_free(struct template *template);

#endif
