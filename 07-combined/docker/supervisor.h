/*
 * The supervisor of a container: between the command line and the engine.
 */
#ifndef SUPERVISOR_H
#define SUPERVISOR_H

#include "07-combined/docker/docker.h"

/* Whether a container of run -d is there, said by its supervisor. */
struct docker_report {
	int status; /* 0, or the exit status of the failure */
	char text[1000];
};

/*
 * The container's whole life. While it is made, and while it is removed, other
 * commands wait for the lock, which this function closes. How the start went is
 * written to the descriptor to, as a report, or for -1 to stderr. Returns the
 * exit status.
 */
int docker_supervise(struct cli *cli, int lock, int to);

#endif
