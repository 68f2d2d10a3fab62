/*
 * The options that every program has, for getopt_long(3).
 *
 * A program puts OPTIONS_COMMON into its table of long options, and calls
 * options_common() in the default branch of its switch.
 */
#ifndef COMMON_OPTIONS_H
#define COMMON_OPTIONS_H

#include <getopt.h>

/* Values for options without a short form; a program's own start at 300. */
enum { OPTION_EXPLAIN = 256, OPTION_STEP, OPTION_HELP, OPTION_OWN = 300 };

/*
 * For getopt_long's optstring: '+' leaves the command's own flags alone, ':'
 * leaves the error messages to options_common().
 */
#define OPTIONS_SHORT "+:hV"

#define OPTIONS_COMMON                                                         \
	{ "explain", no_argument, NULL, OPTION_EXPLAIN },                      \
	    { "step", no_argument, NULL, OPTION_STEP },                        \
	    { "help", no_argument, NULL, OPTION_HELP },                        \
	{                                                                      \
		"version", no_argument, NULL, 'V'                              \
	}

#define OPTIONS_HELP                                                           \
	"      --explain        say each step as strace would show it\n"       \
	"      --step           the same, and wait for Enter at each\n"        \
	"  -h, --help           show this text\n"                              \
	"  -V, --version        show the version\n"

/*
 * Acts on one return value of getopt_long(3) that the program does not know
 * itself: the options above, or a mistake. --help prints the text on stdout and
 * exits 0; a mistake prints one line on stderr and exits 125. For a mistyped
 * option the line names the one of known, getopt_long's table, that is nearest.
 */
void options_common(int option, char *const argv[], const struct option *known,
    const char *help);

/*
 * The options that follow are those of a command of the program: options_wrong()
 * names the --help of this command. name stays the caller's.
 */
void options_of_command(const char *name);

/* Exits 125 with the formatted message and a pointer to --help. */
void options_wrong(const char *format, ...)
    __attribute__((noreturn, format(printf, 1, 2)));

/*
 * Splits a copy of "left<separator>right". Returns left, to be freed; *right points
 * into it, NULL where there is no separator. Exits 125 without memory.
 */
char *options_split(const char *text, char separator, char **right);

#endif
