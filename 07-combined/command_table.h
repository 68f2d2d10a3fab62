/*
 * The commands of combined: each front end has a table of its own.
 */
#ifndef COMMAND_TABLE_H
#define COMMAND_TABLE_H

struct command {
	const char *name;
	const char *help; /* half a line */
	/* argv[0] is the name. Returns the exit status. */
	int (*run)(int argc, char *argv[]);
};

/* The tables; each ends with a name of NULL. */
extern const struct command desk_commands[]; /* docker's words */

#endif
