/*
 * Filters, and the state of a process, on stdout. Each function returns the
 * exit status to end with; what fails is reported and exits.
 */
#ifndef FILTER_PRINT_H
#define FILTER_PRINT_H

#include "05-seccomp/filter.h"

/* How: libseccomp's text, the instructions, or these as bytes. */
enum filter_dump { DUMP_NONE, DUMP_PFC, DUMP_BPF, DUMP_RAW };

/* Prints a filter that is not loaded: --dump. */
int filter_print(const struct filter *filter, enum filter_dump how);

/*
 * Prints the number of filters of a process, NULL for this one: seccomp show.
 */
int filter_print_status(const char *pid);

/* Prints all filters of a process, in the order of loading: seccomp dump. */
int filter_print_loaded(const char *pid);

#endif
