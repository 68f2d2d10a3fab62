/* What the command line asks for. */
#ifndef APPARMOR_REQUEST_H
#define APPARMOR_REQUEST_H

#include "06-apparmor/apparmor.h"

struct request {
	struct apparmor_rules rules;
	const char *template; /* the file, where there is one */
	const char *loaded;   /* the profile that is there already */
	const char *name;     /* for a new one, or NULL */
	bool stack;
	bool print;
};

/*
 * Reads the command line up to the command, which is at argv[optind] then. A
 * mistake is reported and exits, as does --help: options_common().
 */
struct request apparmor_request(int argc, char *argv[]);

#endif
