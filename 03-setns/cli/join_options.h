/* The command line of setns. */
#ifndef JOIN_OPTIONS_H
#define JOIN_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define JOIN_FILES 16

struct join_options {
	pid_t target; /* 0: none */
	int flags;
	bool by_files;
	struct named_namespace {
		int flag;
		const char *path; /* of argv */
	} files[JOIN_FILES];
	size_t nfiles;
};

/*
 * Reads the options, and leaves optind after them. Exits 125 with a line on
 * stderr if they are wrong, 0 after --help.
 */
struct join_options join_options_parse(int argc, char *argv[]);

/*
 * Exits 125 if the options name no namespace, or no process to join. word is
 * the word after them, or NULL: a subcommand may be meant.
 */
void join_options_check(const struct join_options *options, const char *word);

/*
 * The subcommands "keep TYPE PID FILE" and "forget FILE": if the words are one
 * of them, does it and returns the exit status, or exits 125; -1 for any other
 * words.
 */
int join_subcommand(int argc, char *const argv[]);

#endif
