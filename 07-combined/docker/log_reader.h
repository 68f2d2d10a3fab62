/*
 * Reads a container's log (json_file.h) while it is written and renamed.
 */
#ifndef LOG_READER_H
#define LOG_READER_H

#include <jansson.h>
#include <stdio.h>
#include <sys/types.h>

struct log_reader {
	int directory; /* where it lies */
	FILE *file;    /* what is read at the moment, or NULL */
	ino_t inode;
};

/*
 * Opens the log by the path of its newest file, before its oldest object.
 * Returns 0, or -1 with errno. log_reader_close() gives back what it holds.
 */
int log_reader_open(struct log_reader *reader, const char *path);
void log_reader_close(struct log_reader *reader);

/*
 * Moves to the end. What comes before is passed over.
 */
void log_reader_skip(struct log_reader *reader);

/*
 * Reads the next object, a new reference; NULL at the end, where more may come.
 * A line that is not one is passed over.
 */
json_t *log_reader_next(struct log_reader *reader);

#endif
