/*
 * What the command line of setns asks for.
 */
#ifndef SETNS_REQUEST_H
#define SETNS_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define REQUEST_FILES 16

struct request {
	pid_t target; /* 0: none */
	int flags;
	bool by_files;
	struct file {
		int flag;
		const char *path;
	} files[REQUEST_FILES];
	size_t nfiles;
};

/*
 * Reads the options, and leaves optind behind them. Exits 125 with a line on
 * stderr where they are wrong, 0 after --help.
 */
struct request request_parse(int argc, char *argv[]);

/* Exits 125 where no namespace is asked for, or those of nobody. */
void request_check(const struct request *request);

/* Reads a PID, or exits 125. */
pid_t request_pid(const char *text);

#endif
