/* Running the command, with its filter. */
#ifndef RUN_WATCHED_H
#define RUN_WATCHED_H

#include "05-seccomp/cli/seccomp_options.h"

#include "05-seccomp/filter.h"

/*
 * Becomes the command, with the filter (NULL: the talk's, or none), or where
 * somebody has to watch or to answer for it, runs it as a child. Returns the
 * exit status to end with. What fails is reported and exits.
 */
int run(const struct seccomp_options *request, struct filter *filter);

#endif
