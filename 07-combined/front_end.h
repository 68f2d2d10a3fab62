/*
 * One program has two names, and each name its own command line: combined has
 * docker's words (docker/), combined-oci those of runc (oci/). main() knows of
 * a front end what is here; neither front end knows of the other.
 */
#ifndef FRONT_END_H
#define FRONT_END_H

#include <getopt.h>
#include <stdbool.h>
#include <stddef.h>

struct front_end {
	const char *program;
	/* Before the command, for getopt_long(3). */
	const struct option *options;
	const char *letters;
	/*
	 * Acts on one of these, with its value in optarg; false: it is none of
	 * the front end's own, see options_common().
	 */
	bool (*take)(int option);
	/* The text of --help. */
	char *(*make_help)(void);
	/* The name of its command number i, from 0; NULL after the last. */
	const char *(*command_name)(size_t i);
	/*
	 * Why it has no such command, where the program that it is like has
	 * one; NULL: neither has. next is the word after it, or NULL. The
	 * function may be NULL.
	 */
	const char *(*refusal)(const char *word, const char *next);
	/* Runs its command number i; argv[0] is the name. Returns the status. */
	int (*run)(size_t i, int argc, char *argv[]);
};

extern const struct front_end docker_front_end; /* combined */
extern const struct front_end oci_front_end;    /* combined-oci */

#endif
