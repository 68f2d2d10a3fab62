/* The process that becomes the command gets its filter. */
#ifndef RESTRICT_H
#define RESTRICT_H

#include "05-seccomp/cli/seccomp_options.h"
#include "05-seccomp/filter.h"

/*
 * Loads the filter (NULL: the talk's, or none), and sets no_new_privs before it
 * where that is asked for or needed. *listener (which may be NULL) as
 * filter_load(). What fails is reported and exits.
 */
void restrict_self(const struct seccomp_options *request,
    const struct filter *filter, int *listener);

#endif
