/*
 * The options that every program has, for getopt_long(3).
 *
 * A program puts OPTIONS_COMMON into its table of long options, and calls
 * options_common() in the default branch of its switch.
 */
#ifndef COMMON_OPTIONS_H
#define COMMON_OPTIONS_H

#include <getopt.h>
#include <sys/types.h>

/* Values for options without a short form; a program's own start at 300. */
enum { OPTION_EXPLAIN = 256, OPTION_STEP, OPTION_HELP, OPTION_OWN = 300 };

/*
 * For getopt_long's optstring: with '+' parsing ends at the command, whose
 * flags are its own; with ':' options_common() prints the error messages.
 */
#define OPTIONS_SHORT "+:hV"

#define OPTIONS_COMMON                                                         \
	{ "explain", no_argument, NULL, OPTION_EXPLAIN },                      \
	    { "step", optional_argument, NULL, OPTION_STEP },                  \
	    { "help", no_argument, NULL, OPTION_HELP },                        \
	{                                                                      \
		"version", no_argument, NULL, 'V'                              \
	}

#define OPTIONS_HELP                                                           \
	"      --explain        say each step as strace would show it\n"       \
	"      --step           the same, and wait for Enter at each;\n"       \
	"                       --step=phase: once a phase\n"                  \
	"  -h, --help           show this text\n"                              \
	"  -V, --version        show the version\n"

/*
 * Handles a return value of getopt_long(3) that the program does not handle: an
 * option above, or an error. --help prints the text on stdout and exits 0; an
 * error prints one line on stderr and exits 125. For a mistyped option the line
 * names the nearest one of known, getopt_long's table.
 */
void options_common(int option, char *const argv[], const struct option *known,
    const char *help);

/*
 * Writes the long option that getopt_long(3) has just returned as it stands in
 * argv, without its value: "--net".
 */
void options_word(char *word, size_t size, char *const argv[]);

/*
 * getopt_long(3) takes the beginning of a long option for the whole. Docker and
 * runc do not: exits 125 if argv has only the beginning of known[index]'s
 * name. index is getopt_long's last argument; -1: a short option.
 */
void
options_check_whole(const struct option *known, int index, char *const argv[]);

/*
 * The options that follow are those of a command of the program:
 * options_wrong() names the --help of this command. name stays the caller's.
 */
void options_of_command(const char *name);

/* Prints the formatted message and "see --help" on stderr, and exits 125. */
_Noreturn void
options_wrong(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Reads a PID. Returns it, 1 or more; exits 125 if text is not a PID. */
pid_t options_pid(const char *text);

/*
 * Splits a copy of "left<separator>right". Returns left, which the caller
 * frees. *right points into left, or is NULL without a separator. Exits
 * 125 without memory.
 */
char *options_split(const char *text, char separator, char **right);

#endif
