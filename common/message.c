/*
 * err(3), warn(3), errx(3) and warnx(3), which replace those of the C library:
 * a message is one line, whatever names it contains.
 */
#include "common/text.h"

#include <err.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void __attribute__((format(printf, 2, 0)))
print(int why, const char *format, va_list ap)
{
	char text[8192], line[2 * sizeof(text)];

	vsnprintf(text, sizeof(text), format, ap);
	text_line(line, sizeof(line), text);
	fprintf(stderr, "%s: %s%s%s\n", program_invocation_short_name, line,
	    why != 0 ? ": " : "", why != 0 ? strerror(why) : "");
	errno = why;
}

void
warn(const char *format, ...)
{
	int why = errno;
	va_list ap;

	va_start(ap, format);
	print(why, format, ap);
	va_end(ap);
}

void
warnx(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	print(0, format, ap);
	va_end(ap);
}

void
err(int status, const char *format, ...)
{
	int why = errno;
	va_list ap;

	va_start(ap, format);
	print(why, format, ap);
	va_end(ap);
	exit(status);
}

void
errx(int status, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	print(0, format, ap);
	va_end(ap);
	exit(status);
}
