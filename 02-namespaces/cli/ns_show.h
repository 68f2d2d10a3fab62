/*
 * Which process is where: /proc/PID/ns has a link for each namespace of a
 * process, and two processes are in the same one when their links lead to the
 * same inode.
 */
#ifndef NS_SHOW_H
#define NS_SHOW_H

#include "02-namespaces/ns.h"

#define NS_SHOW_PIDS 3

struct ns_show_row {
	ino_t id;       /* which one; 0 if the kernel lacks the type */
	ino_t children; /* which one its next child will be in */
	bool hosts;     /* is it the one that the kernel began with? */
	bool ours;      /* is this process in there, too? */
	size_t others;  /* how many other processes are */
	pid_t pids[NS_SHOW_PIDS]; /* the first of them */
};

struct ns_show {
	struct ns_show_row rows[NS_TYPES]; /* in the order of ns_types */
	size_t hidden; /* processes that this one may not look at */
};

/*
 * Finds the namespaces of process pid, and which processes of /proc share them.
 * Returns 0, or -1 with errno: ESRCH when there is no such process, EACCES
 * without the right to look at it.
 */
int ns_show_read(pid_t pid, struct ns_show *show);

/*
 * Prints that of the process whose PID is in text, of this one for NULL.
 * Returns the exit status; a failure is reported and exits 125.
 */
int ns_show(const char *text);

#endif
