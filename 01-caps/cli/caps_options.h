/*
 * The command line of caps.
 */
#ifndef CAPS_REQUEST_H
#define CAPS_REQUEST_H

#include "01-caps/caps.h"

struct request {
	struct caps_sets now; /* what we have */
	uint64_t left;        /* what no option takes away */
	uint64_t kept;        /* of these, what an option names */
	const char *user;
	bool lock;
	bool no_bounding;
	bool no_new_privs;
};

/*
 * Reads the command line and leaves optind at the command. A mistake is
 * reported on stderr and exits 125.
 */
struct request caps_request(int argc, char *argv[]);

#endif
