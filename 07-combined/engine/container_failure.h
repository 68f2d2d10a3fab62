/* Why a container could not be made: in words, for the front end. */
#ifndef CONTAINER_FAILURE_H
#define CONTAINER_FAILURE_H

#include "07-combined/engine/container.h"

/*
 * Keeps the words in c->failure, as one line, up to its size; where the step takes a
 * user namespace, followed by what a normal user can do. Returns -1.
 */
int __attribute__((format(printf, 2, 3)))
container_failed(struct container *c, const char *format, ...);

/* The same, where failure_set() has the words of the step, and errno the reason. */
int container_failed_step(struct container *c);

#endif
