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

/* A list or map, whose reference it takes over; docker's null where it is empty. */
json_t *record_or_null(json_t *all);

/* The value of the last option of this name, or "". */
const char *record_last(const struct cli *cli, const char *option);

/*
 * Adds to a list or map, whose reference it takes over, what options of this
 * name were given, by add(), which returns 0, or -1. Returns all, or NULL.
 */
json_t *record_collect(const struct cli *cli, const char *option, json_t *all,
    int (*add)(json_t *all, const char *value));

/* Functions for it: the value as a word of a list; "NAME=VALUE" in a map. */
int record_add_word(json_t *all, const char *value);
int record_add_setting(json_t *all, const char *value);

/* Adds limits, powers and the like to "HostConfig". Returns 0, or -1. */
int record_add_limits(
    json_t *config, const struct cli *cli, const struct container *c);

/*
 * Adds to "HostConfig" and "Config" the options and the command as they were
 * given. Returns 0, or -1.
 */
int record_add_given(json_t *host_config, const struct cli *cli);
int record_add_command(json_t *config, const struct cli *cli);

/*
 * Adds to "NetworkSettings" the address, and the network that it is in, unless
 * it is another container's. Returns 0, or -1.
 */
int record_add_networks(json_t *settings, const struct cli *cli);

/* "Mounts": what options have mounted. Returns NULL without memory. */
json_t *record_mounts(const struct cli *cli);

#endif
