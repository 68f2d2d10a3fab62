/*
 * The command line of caps.
 */
#ifndef CAPS_OPTIONS_H
#define CAPS_OPTIONS_H

#include "01-caps/caps.h"

struct caps_options {
	struct caps_sets current; /* of this process */
	uint64_t bounding;        /* the set to which the options limit all */
	uint64_t keep;            /* of these, what an option names */
	const char *user;         /* of argv, or NULL */
	bool lock;
	bool no_bounding;
	bool no_new_privs;
};

/*
 * Reads the command line and leaves optind at the command. A mistake is
 * reported on stderr and exits 125.
 */
struct caps_options caps_options_parse(int argc, char *argv[]);

#endif
