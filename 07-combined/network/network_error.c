#include "07-combined/network/network_error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static char message[512];

int
network_failed(const char *format, ...)
{
	int saved_errno = errno;
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	errno = saved_errno;
	return -1;
}

const char *
network_error(void)
{
	return message;
}
