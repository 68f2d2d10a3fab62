/* From the request to the running command: the steps in their order. */
#ifndef RUN_H
#define RUN_H

#include "02-namespaces/cli/ns_options.h"

/*
 * Runs the command in new namespaces and returns the exit status to end with,
 * command_wait(); does not return where this process becomes the command. What
 * fails is reported and exits.
 */
int run(const struct request *request);

#endif
