/*
 * The command lines of docker's smaller commands.
 */
#ifndef DOCKER_OPTIONS_H
#define DOCKER_OPTIONS_H

#include "07-combined/docker/docker.h"

#include <stdbool.h>

struct docker_options {
	bool set[128];          /* by the option's key */
	const char *value[128]; /* likewise */
	const char **filters;   /* of each --filter */
	size_t nfilters;
	char **names; /* what follows, ends with NULL */
	int count;
};

/*
 * Reads the arguments of a command that takes the options of these keys, and
 * between min and max names (max -1: any number). usage is what --help prints
 * after "combined", and the first word of it the command. Mistakes exit 125.
 *
 * Keys: a --all, q --quiet (names alone), Q --quiet (cp), f --force, V --volumes,
 * w -f --follow, t --timeout, s --signal, 1 --no-stream, o --output, F -f --filter,
 * m --format, M -f --format, n --tail, N -n --last, l --latest, u --no-trunc,
 * T -t --timestamps, S --since, U --until, x --fix, d --dot, v --verbose,
 * Y --type. "+" is not an option: the options end at the first name, and what
 * follows is for another program. Without it, options may follow names.
 */
void docker_options(struct docker_options *request, int argc, char *argv[],
    const char *keys, const char *usage, int min, int max);

/*
 * A container's name as a command takes it: inspect shows it as "/NAME", so this
 * stands for NAME.
 */
const char *docker_name(const char *word);

/*
 * Does something to each named container, prints its name where it succeeded,
 * and a line on stderr if not: act returns what failed, or NULL, errno
 * telling why unless 0. Returns the exit status.
 */
int docker_each(const struct docker_options *request,
    const char *(*act)(struct record *d, const struct docker_options *request));

/*
 * What stop does to each, with the options of keys t and s. Returns NULL, or
 * what failed, with errno unless 0.
 */
const char *
docker_stop_one(struct record *d, const struct docker_options *request);

/*
 * Exits 125 where a value of these options is wrong, before the first container
 * is touched.
 */
void docker_check_stop(const struct docker_options *request);

/* Looks one up. Returns false after a line on stderr if it is not there. */
bool docker_opens(struct record *d, const char *name);

/* The same: exits with the line on stderr. */
void docker_must_open(struct record *d, const char *name);

/* ... and it has to run. */
void docker_must_run(struct record *d, const char *name);

#endif
