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
 * The container's whole life. Other commands wait for the lock, which is
 * closed, while it comes and while it goes. How the start went is said to the
 * descriptor, as a report, or for -1 on stderr. Returns the exit status.
 */
int docker_supervise(struct cli *cli, int lock, int to);

#endif
