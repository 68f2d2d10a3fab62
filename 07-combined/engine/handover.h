/*
 * The end of the engine's child: it becomes the executor, executor.c, a tiny
 * program that does the rest and executes the command.
 */
#ifndef HANDOVER_H
#define HANDOVER_H

#include "07-combined/engine/container.h"

#include <limits.h>

struct handover {
	int program, plan; /* files in memory */
	char path[2 * PATH_MAX];
};

/*
 * Writes down what is left to be done, and the program that does it. To be
 * called while the limits are still ours: a file in memory counts for
 * RLIMIT_FSIZE, too. handover->path is the command's already; pid is ours, as
 * the parent sees it. Returns 0, or -1 with errno.
 */
int handover_prepare(struct handover *handover, struct container *container,
    int channel, pid_t pid);

/* Becomes the executor. Returns only where that fails: -1 with errno. */
int handover_execute(
    const struct handover *handover, const struct container *container);

/*
 * Becomes the executor that sends a context for mounting the /proc of the next
 * child's PID namespace through a socket: see joined_proc.c. Returns -1 with
 * errno.
 */
int handover_open_proc(int socket);

/*
 * Whether the executor loads the filter, or joins the PID namespace, with a
 * power that the command does not have, CAP_SYS_ADMIN: it has to be kept for
 * it.
 */
bool handover_needs_power(const struct container *container);

/*
 * Does the executor join container->pid_namespace itself? Where an agent gets
 * the filter's listener: the process that sends it is born before, out of
 * sight.
 */
bool handover_joins(const struct container *container);

#endif
