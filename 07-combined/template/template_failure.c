#include "07-combined/template/template_failure.h"

#include "07-combined/template/template_evaluate.h"
#include "common/failure.h"

#include <errno.h>
#include <stdlib.h>

static char *message_of(const char *format, va_list args)
    __attribute__((format(printf, 1, 0)));

/* The number of the line that a place is in; *begin is where the line begins. */
static int
line_of(const char *text, const char *at, const char **begin)
{
	int line = 1;

	*begin = text;
	for (const char *c = text; c < at; c++)
		if (*c == '\n') {
			line++;
			*begin = c + 1;
		}
	return line;
}

/* The message, to be freed; or NULL. Sets errno as both functions do. */
static char *
message_of(const char *format, va_list args)
{
	char *message;

	if (vasprintf(&message, format, args) == -1)
		message = NULL;
	errno = message != NULL ? 0 : ENOMEM;
	return message;
}

void
template_misread(
    const char *text, const char *at, const char *format, va_list args)
{
	const char *begin;
	char *message = message_of(format, args);

	failure_set("template: :%d: %s", line_of(text, at, &begin),
	    message ? message : "");
	free(message);
}

struct value
template_wrong(
    const struct run *r, const struct node *node, const char *format, ...)
{
	const char *begin;
	int line = line_of(r->template->text, node->at, &begin);
	va_list args;

	va_start(args, format);
	char *message = message_of(format, args);
	va_end(args);
	failure_set("template: :%d:%td: executing \"\" at <%.*s>: %s", line,
	    node->at - begin, (int)(node->end - node->begin), node->begin,
	    message ? message : "");
	free(message);
	return (struct value){ NULL, VALUE_JSON };
}
