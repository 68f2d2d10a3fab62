#include "07-combined/template/template_call.h"

#include <stdarg.h>
#include <stdlib.h>

int
call_fail(struct call *c, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	if (vasprintf(&c->wrong, format, args) == -1)
		c->wrong = NULL;
	va_end(args);
	return -1;
}

int
call_return_value(struct call *c, json_t *json, enum value_type type)
{
	c->result = (struct value){ json, type };
	return 0;
}

int
call_return(struct call *c, json_t *json)
{
	return json_array_append_new(c->kept, json) == 0
		   ? call_return_value(c, json, VALUE_JSON)
		   : -1;
}

int
call_return_text(struct call *c, const char *text, size_t length)
{
	return call_return(c, json_stringn_nocheck(text, length));
}

FILE *
call_print(struct printed *p)
{
	*p = (struct printed){ 0 };
	p->out = open_memstream(&p->text, &p->length);
	return p->out;
}

int
call_return_printed(struct call *c, struct printed *p)
{
	int done =
	    fclose(p->out) == 0 ? call_return_text(c, p->text, p->length) : -1;

	free(p->text);
	return done;
}
