/* The filter that the command line asks for. */
#ifndef REQUESTED_FILTER_H
#define REQUESTED_FILTER_H

#include "05-seccomp/cli/seccomp_options.h"
#include "05-seccomp/filter.h"

/*
 * Returns the filter of the rules, of --default or of --profile, for
 * filter_free(); NULL if there are none. A mistake is reported and exits.
 */
struct filter *requested_filter(const struct seccomp_options *request);

#endif
