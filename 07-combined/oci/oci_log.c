/*
 * Errors, as engines want them: they read the last line of a log.
 */
#include "07-combined/oci/oci.h"

#include "common/exits.h"
#include "common/text.h"

#include <err.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *log_path;
static bool log_json;

static void (*undo)(void);
static pid_t undo_by;

void
oci_fail_with(void (*function)(void))
{
	undo = function;
	undo_by = getpid();
}

void
oci_log_to(const char *path)
{
	FILE *file = fopen(path, "ae");

	/* Without a log file there is nothing to write. */
	if (file == NULL)
		oci_fail("--log %s: %s", path, strerror(errno));
	fclose(file);
	log_path = path;
}

int
oci_log_format(const char *name)
{
	log_json = strcmp(name, "json") == 0;
	return log_json || strcmp(name, "text") == 0 ? 0 : -1;
}

static void
append(const char *level, const char *message)
{
	char now[TEXT_NOW];

	FILE *file = log_path != NULL ? fopen(log_path, "ae") : NULL;
	if (file == NULL)
		return;
	text_now(now);
	if (log_json) {
		json_t *line = json_pack("{s:s, s:s, s:s}", "level", level,
		    "msg", message, "time", now);
		json_dumpf(line, file, JSON_COMPACT);
		json_decref(line);
	} else {
		fprintf(file, "%s %s: %s", now, level, message);
	}
	fputc('\n', file);
	fclose(file);
}

#define MESSAGE_MAX 1024

static void __attribute__((format(printf, 3, 0)))
compose(char *message, const char *level, const char *format, va_list ap)
{
	char text[MESSAGE_MAX];

	vsnprintf(text, sizeof(text), format, ap);
	text_line(message, MESSAGE_MAX, text);
	append(level, message);
}

void
oci_debug(const char *format, ...)
{
	char message[MESSAGE_MAX];
	va_list ap;

	va_start(ap, format);
	compose(message, "debug", format, ap);
	va_end(ap);
	if (log_path == NULL)
		warnx("debug: %s", message);
}

void
oci_warn(const char *format, ...)
{
	char message[MESSAGE_MAX];
	va_list ap;

	va_start(ap, format);
	compose(message, "warning", format, ap);
	va_end(ap);
	warnx("%s", message);
}

void
oci_fail(const char *format, ...)
{
	char message[MESSAGE_MAX];
	va_list ap;

	va_start(ap, format);
	compose(message, "error", format, ap);
	va_end(ap);
	if (undo != NULL && getpid() == undo_by)
		undo();
	errx(EXIT_OURS, "%s", message);
}
