/*
 * The parts of state.json that say what a container was given, with the keys of
 * `docker inspect`.
 */
#ifndef RECORD_JSON_H
#define RECORD_JSON_H

#include "07-combined/docker/cli.h"

/*
 * A list of words that ends with NULL, or is NULL: an empty one. Returns NULL
 * if a word is not UTF-8.
 */
json_t *record_list(char *const words[]);

/* A text, or null. */
json_t *record_text_or_null(const char *text);

/* Adds limits, powers and the like to "HostConfig". Returns 0, or -1. */
int record_add_limits(
    json_t *config, const struct cli *cli, const struct container *c);

/*
 * Adds to "HostConfig" and "Config" the options and the command as they were
 * given. Returns 0, or -1.
 */
int record_add_given(json_t *host_config, const struct cli *cli);
int record_add_command(json_t *config, const struct cli *cli);

/* "Networks": the one that it is in, unless it is another container's. */
json_t *record_networks(const struct cli *cli);

/* "Mounts": what options have mounted. Returns NULL without memory. */
json_t *record_mounts(const struct cli *cli);

#endif
