#include "common/failure.h"

#include "common/explain.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

static char text[512];
static int reason; /* errno when text was kept */

#undef failure_set /* see failure.h: for one analyzer only */

int
failure_set(const char *format, ...)
{
	va_list ap;

	reason = errno;
	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	errno = reason;
	return -1;
}

const char *
failure_text(void)
{
	explain_flush(); /* the step that failed comes before its message */
	return text[0] != '\0' && errno == reason ? text : "a system call";
}
