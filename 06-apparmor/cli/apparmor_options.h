/* The command line of apparmor. */
#ifndef APPARMOR_OPTIONS_H
#define APPARMOR_OPTIONS_H

#include "06-apparmor/profile_text.h"

/* The strings are of argv. */
struct apparmor_options {
	struct apparmor_rules rules;
	const char *template; /* a file, or NULL */
	const char *loaded;   /* a profile that is loaded already, or NULL */
	const char *name;     /* for a new profile, or NULL */
	bool stack;
	bool print;
};

/*
 * Reads the command line up to the command, which is at argv[optind] then. A
 * mistake is reported and exits, as does --help: options_common().
 */
struct apparmor_options apparmor_options_parse(int argc, char *argv[]);

#endif
