#include "common/options.h"

#include "common/exits.h"
#include "common/explain.h"
#include "common/parse.h"
#include "common/suggest.h"

#include <err.h>
#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The command whose options are being read: "run" of combined. */
static const char *command;

void
options_of_command(const char *name)
{
	command = name;
}

void
options_wrong(const char *format, ...)
{
	char message[256];
	va_list ap;

	va_start(ap, format);
	vsnprintf(message, sizeof(message), format, ap);
	va_end(ap);
	errx(EXIT_OURS, "%s; see '%s%s%s --help'", message,
	    program_invocation_short_name, command ? " " : "",
	    command ? command : "");
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

static void __attribute__((noreturn))
unknown_option(const char *word, const struct option *known)
{
	struct suggestion s;
	char name[SUGGEST_LENGTH + 1];

	if (optopt != 0 && optopt < OPTION_EXPLAIN)
		options_wrong("unknown option '-%c'", optopt);
	snprintf(name, sizeof(name), "%.*s", (int)strcspn(word, "="), word);
	suggest_for(&s, name + strspn(name, "-"));
	for (; known->name != NULL; known++)
		suggest_consider(&s, known->name);
	options_wrong(
	    "unknown option '%s'%s", word, suggest_text_after(&s, "--"));
}

/* stop: what follows "--step=", or NULL. */
static void
start_steps(const char *stop)
{
	bool by_phase = stop != NULL && strcmp(stop, "phase") == 0;

	if (stop != NULL && !by_phase && strcmp(stop, "call") != 0)
		options_wrong(
		    "--step=%s: only --step=call and --step=phase", stop);
	if (explain_step(by_phase) == -1)
		err(EXIT_OURS, "/dev/tty: --step needs a terminal");
}

void
options_common(int option, char *const argv[], const struct option *known,
    const char *help)
{
	if (!NARRATION && (option == OPTION_EXPLAIN || option == OPTION_STEP))
		errx(EXIT_OURS, "%s: this build has no narration (NARRATION=0)",
		    option == OPTION_STEP ? "--step" : "--explain");
	switch (option) {
	case OPTION_EXPLAIN:
		explain_start();
		return;
	case OPTION_STEP:
		start_steps(optarg);
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
		unknown_option(argv[optind - 1], known);
	}
}

void
options_word(char *word, size_t size, char *const argv[])
{
	const char *found = argv[optind - 1];

	if (optarg != NULL && optarg == found)
		found = argv[optind - 2];
	snprintf(word, size, "%.*s", (int)strcspn(found, "="), found);
}

void
options_check_whole(const struct option *known, int index, char *const argv[])
{
	char word[64];

	if (index < 0)
		return;
	options_word(word, sizeof(word), argv);
	if (strcmp(word + 2, known[index].name) != 0)
		options_wrong("unknown option '%s' (did you mean --%s?)", word,
		    known[index].name);
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
