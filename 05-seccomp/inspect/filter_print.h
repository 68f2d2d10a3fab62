/*
 * Filters, and who has them, on stdout. Each returns the exit status to end
 * with; what fails is reported and exits.
 */
#ifndef FILTER_PRINT_H
#define FILTER_PRINT_H

#include "05-seccomp/cli/seccomp_options.h"

#include <seccomp.h>

/* Prints a filter that is not loaded: --dump. */
int print_filter(scmp_filter_ctx filter, enum filter_dump how);

/* Prints the number of filters of a process, NULL for this one: seccomp show.
 */
int print_status(const char *pid);

/* Prints all filters of a process, the first that was loaded first: dump. */
int print_filters(const char *pid);

#endif
