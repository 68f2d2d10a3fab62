/*
 * The docker-like front end: words of the command line into struct container.
 *
 * Each option is a line of a table: its name, its help and the function that
 * understands its value. The tables stand in the cli_*.c files, parted by what
 * they are about; --help is made from them.
 */
#ifndef CLI_H
#define CLI_H

#include "07-combined/container.h"

/* What the options say, and what is settled when all are read. */
struct cli {
	struct container container;
	const char *name; /* --name, or made up */
	uint64_t cap_add, cap_drop;
	bool privileged;
	const char *seccomp;  /* --security-opt seccomp=; NULL: the default */
	const char *apparmor; /* --security-opt apparmor=; NULL: the default */
	bool tty;             /* -t was given */
};

struct cli_option {
	const char *name;  /* the long option */
	char letter;       /* the short one, or 0 */
	const char *value; /* what --help calls the value; NULL: a switch */
	const char *help;
	/* Takes the value; a wrong one ends in options_wrong(). */
	void (*set)(struct cli *cli, const struct cli_option *option,
	    const char *value);
	int id; /* tells options with one function apart */
};

/* The tables; each ends with a name of NULL. */
extern const struct cli_option cli_process[];
extern const struct cli_option cli_isolation[];
extern const struct cli_option cli_files[];
extern const struct cli_option cli_resources[];

/*
 * Understands the arguments of `combined run`, argv[0] being "run". Exits 125
 * with a line on stderr where it cannot, 0 after --help.
 */
void cli_parse_run(struct cli *cli, int argc, char *argv[]);

/*
 * Splits a copy of "left<separator>right": returns left; *right becomes NULL
 * where there is no separator.
 */
char *cli_split(const char *text, char separator, char **right);

#endif
