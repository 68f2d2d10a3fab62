#include "common/options.h"

#include "common/exits.h"
#include "common/explain.h"
#include "common/parse.h"

#include <err.h>
#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
options_wrong(const char *format, ...)
{
	char message[256];
	va_list ap;

	va_start(ap, format);
	vsnprintf(message, sizeof(message), format, ap);
	va_end(ap);
	errx(EXIT_OURS, "%s; see '%s --help'", message,
	    program_invocation_short_name);
}

/*
 * The output of --help or --version is the program's only task, so an output
 * that cannot be written (a full disk) is a failure.
 */
static void
print_and_exit(const char *text)
{
	if (fputs(text, stdout) == EOF || fflush(stdout) == EOF)
		err(EXIT_OURS, "stdout");
	exit(EXIT_SUCCESS);
}

void
options_common(int option, char *const argv[], const char *help)
{
	if (!NARRATION && (option == OPTION_EXPLAIN || option == OPTION_STEP))
		errx(EXIT_OURS, "%s: this build has no narration (NARRATION=0)",
		    option == OPTION_STEP ? "--step" : "--explain");
	switch (option) {
	case OPTION_EXPLAIN:
		explain_start();
		return;
	case OPTION_STEP:
		if (explain_step() == -1)
			err(EXIT_OURS, "/dev/tty: --step needs a terminal");
		return;
	case 'h':
	case OPTION_HELP:
		print_and_exit(help);
		return;
	case 'V':
		printf("%s ", program_invocation_short_name);
		print_and_exit(VERSION "\n");
		return;
	case ':':
		options_wrong("option '%s' needs a value", argv[optind - 1]);
	default:
		if (optopt != 0 && optopt < OPTION_EXPLAIN)
			options_wrong("unknown option '-%c'", optopt);
		options_wrong("unknown option '%s'", argv[optind - 1]);
	}
}

pid_t
options_pid(const char *text)
{
	long long pid;

	if (parse_number(text, 1, INT32_MAX, &pid) == -1)
		options_wrong("'%s' is not a PID", text);
	return pid;
}

char *
options_split(const char *text, char separator, char **right)
{
	char *copy = strdup(text);

	if (copy == NULL)
		err(EXIT_OURS, "out of memory");
	*right = strchr(copy, separator);
	if (*right != NULL)
		*(*right)++ = '\0';
	return copy;
}
