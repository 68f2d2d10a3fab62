/* The command line of namespaces. */
#ifndef NS_OPTIONS_H
#define NS_OPTIONS_H

#include "02-namespaces/ns.h"

enum ns_how { NS_CLONE3, NS_CLONE, NS_UNSHARE };

#define NS_RANGES 16

struct ns_options {
	int flags; /* the namespaces: CLONE_NEW* */
	enum ns_how how;
	const char *hostname; /* NULL: as it is */
	bool mount_proc;
	bool unprivileged;   /* called by a normal user: may be refused */
	bool init;           /* this program is PID 1, the command's parent */
	long long monotonic; /* seconds to add to the clock */
	long long boottime;
	struct ns_range uids[NS_RANGES];
	struct ns_range gids[NS_RANGES];
	size_t nuids;
	size_t ngids;
	char *const *command;
};

/*
 * Reads the command line. A mistake is reported and exits, as does --help:
 * options_common().
 */
struct ns_options ns_options_parse(int argc, char *argv[]);

#endif
