/*
 * What combined ps shows of a container, with the keys of `docker ps --format`.
 */
#ifndef PS_ROW_H
#define PS_ROW_H

#include "07-combined/docker/docker.h"

#include <jansson.h>
#include <stdbool.h>

/*
 * A new object with the texts of a container, on one line each. usual: for
 * docker's own table, which has the beginning of the command; whole: nothing is
 * cut off.
 */
json_t *ps_row(const struct record *d, bool usual, bool whole);

/* A new object with what stands above them in a table. */
json_t *ps_headings(bool usual);

/* The labels, which stay the record's. */
json_t *ps_labels(const struct record *d);

#endif
