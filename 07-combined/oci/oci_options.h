/*
 * The command line of runc(8): the options that each command has.
 *
 * An option may stand before and after the container's ID, as runc and crun
 * have it. After the ID of `exec` they end where the command begins, and after
 * that of `ps` all arguments are ps(1)'s.
 */
#ifndef OCI_OPTIONS_H
#define OCI_OPTIONS_H

#include <jansson.h>
#include <stdbool.h>
#include <time.h>

struct oci_options {
	const char *bundle, *console, *pid_file;
	bool detach, no_pivot, force, all, stats, quiet, keep, rootless;
	long long kept_fds;
	bool json; /* --format */
	struct timespec interval;

	/* exec: the process in a file, or what differs from the first one */
	const char *process, *user, *cwd, *apparmor, *label, *cgroup;
	json_t *env, *caps, *gids; /* arrays, or NULL */
	bool tty, no_new_privs, ignore_paused;

	/* update: a file, or the same made of the other options; or NULL */
	const char *resources;
	json_t *limits;
};

struct oci_command {
	const char *name;
	const char *about; /* half a line */
	const char *words; /* what follows the options: "ID [SIGNAL]" */
	const char *keys;  /* its options, by their keys in oci_options.c */
	int min, max;      /* how many words there may be */
	/* words ends with NULL. Returns the exit status. */
	int (*run)(const struct oci_options *o, char *words[]);
};

/*
 * Reads the arguments of a command, argv[0] being its name. Returns the words
 * that are not options, as many as the command takes; they and what is in o
 * point into argv. Ends in oci_fail() or options_wrong() where a word is wrong,
 * and with status 0 after --help.
 */
char **oci_parse(struct oci_options *o, const struct oci_command *command,
    int argc, char *argv[]);

#endif
