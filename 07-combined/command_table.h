/*
 * The commands of combined: each front end has a table of its own.
 */
#ifndef COMMAND_TABLE_H
#define COMMAND_TABLE_H

#include <stdbool.h>

struct command {
	const char *name;
	const char *help; /* half a line */
	/* argv[0] is the name. Returns the exit status. */
	int (*run)(int argc, char *argv[]);
	/* Where both front ends have a command: is this call for this one?
	   NULL: it is, unless the other's function says so. */
	bool (*takes)(int argc, char *const argv[]);
};

/* The tables; each ends with a name of NULL. */
extern const struct command docker_commands[]; /* docker's words */
extern const struct command oci_commands[];    /* the engines' */

#endif
