/* What the command line asks for. */
#ifndef REQUEST_H
#define REQUEST_H

#include "02-namespaces/ns.h"

enum ns_how { NS_CLONE3, NS_CLONE, NS_UNSHARE };

#define REQUEST_RANGES 16

struct request {
	int flags; /* the namespaces: CLONE_NEW* */
	enum ns_how how;
	const char *hostname; /* NULL: as it is */
	bool mount_proc;
	bool init;           /* be PID 1, the command's parent */
	long long monotonic; /* seconds to add to the clock */
	long long boottime;
	struct ns_range uids[REQUEST_RANGES];
	struct ns_range gids[REQUEST_RANGES];
	size_t nuids;
	size_t ngids;
	char *const *command;
};

/*
 * Reads the command line. A mistake is reported and exits, as does --help:
 * options_common().
 */
struct request request_parse(int argc, char *argv[]);

#endif
