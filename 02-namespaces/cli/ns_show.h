/*
 * Who is where: /proc/PID/ns has a link for each namespace of a process, and
 * two processes are in the same one when their links lead to the same inode.
 */
#ifndef SHOW_H
#define SHOW_H

#include "02-namespaces/ns.h"

#define SHOW_PIDS 3

struct show_row {
	ino_t id;       /* which one; 0 where the kernel lacks the type */
	ino_t children; /* which one its next child will be in */
	bool ours;      /* are we in there, too? */
	size_t others;  /* how many other processes are (without us) */
	pid_t pids[SHOW_PIDS]; /* the first of them */
};

struct show {
	struct show_row rows[NS_TYPES]; /* in the order of ns_types */
	size_t hidden;                  /* processes that we may not look at */
};

/*
 * Finds the namespaces of process pid, and with whom it shares them, among the
 * processes of /proc. Returns 0, or -1 with errno: ESRCH when there is no such
 * process, EACCES when we may not look at it.
 */
int show_read(pid_t pid, struct show *show);

#endif
