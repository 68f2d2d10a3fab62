/*
 * A container's log, shown: what logs and attach share.
 */
#ifndef LOGS_H
#define LOGS_H

#include "07-combined/docker/docker.h"
#include "07-combined/docker/log_reader.h"

/* Opens it; exits 125 with a line on stderr if there is none. */
void docker_open_log(const struct record *d, struct log_reader *reader);

/* Shows what comes, until the container's end. */
void docker_follow(const struct record *d, struct log_reader *reader);

#endif
