/*
 * Keys of `docker inspect` that no option of ours sets.
 */
#ifndef INSPECT_DEFAULTS_H
#define INSPECT_DEFAULTS_H

#include <jansson.h>

/*
 * Adds to a container's state, where they are missing, docker's keys for options
 * that are not here, with the values that docker has without these options. A
 * template may name each field of docker's structs, also those that JSON omits
 * where they are empty: {{if .State.Health}}. They are null here.
 */
void inspect_add_defaults(json_t *state);

#endif
