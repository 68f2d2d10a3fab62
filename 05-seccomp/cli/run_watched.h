/* The command as a child that its parent watches. */
#ifndef RUN_WATCHED_H
#define RUN_WATCHED_H

#include "05-seccomp/cli/seccomp_options.h"
#include "05-seccomp/filter.h"

/*
 * Runs the command as a child with the filter (NULL: the talk's, or none),
 * traces it (--why) and answers its system calls (--supervise). Returns the
 * exit status to end with. What fails is reported and exits.
 */
int
run_watched(const struct seccomp_options *request, const struct filter *filter);

#endif
