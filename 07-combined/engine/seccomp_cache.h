/*
 * The filter of a container, compiled: chapter 5's, kept from one container to
 * the next. Compiling the default profile takes about as long as all the rest
 * of making a container.
 */
#ifndef SECCOMP_CACHE_H
#define SECCOMP_CACHE_H

#include "05-seccomp/filter.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * Returns the program of a profile (NULL: the default one, with_socketcall as
 * in filter_default()), for a process with the capabilities caps. Takes it from
 * the data directory, or compiles it and keeps it there. Or NULL with errno and
 * filter_error(), as filter_from_json().
 */
const struct filter_program *
seccomp_cache_program(json_t *profile, uint64_t caps, bool with_socketcall);

#endif
