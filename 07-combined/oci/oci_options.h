/*
 * The options of the OCI commands, as runc(8) and crun(1) have them.
 */
#ifndef OCI_OPTIONS_H
#define OCI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

struct oci_options {
	const char *bundle, *console, *pid_file;
	bool detach, no_pivot, force, all, stats, quiet;
	long long kept_fds;
	const char *format; /* "table" or "json" */

	/* exec: the process in a file, or what differs from the first one */
	const char *process, *user, *cwd, *apparmor;
	const char *env[64], *caps[64];
	size_t nenv, ncaps;
	bool tty, no_new_privs;
	const char *resources;
	int interval;
};

/*
 * Reads the options of a command. Returns the words after them, of which there
 * are min to max, the first being a container's ID. Ends in oci_fail() else.
 */
char **
oci_parse(struct oci_options *o, int argc, char *argv[], int min, int max);

/*
 * Several commands are OCI's and docker's: is this call OCI's? It is where it
 * names a container that was made by `create`, or came with --log, which only
 * engines use. `run` is OCI's where it has --bundle.
 */
bool oci_takes(int argc, char *const argv[]);
bool oci_takes_bundle(int argc, char *const argv[]);

#endif
