#include "05-seccomp/rules/filter_error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

static _Thread_local char wrong[256];

const char *
filter_error(void)
{
	return wrong;
}

int
filter_wrong(int error, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(wrong, sizeof(wrong), format, ap);
	va_end(ap);
	errno = error;
	return -1;
}
