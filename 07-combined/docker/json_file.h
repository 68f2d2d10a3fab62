/*
 * A container's log, in the form of docker's "json-file": a JSON object a line,
 *
 *     {"log":"hello\n","stream":"stdout","time":"2026-01-31T12:00:00.000000000Z"}
 *
 * What has no \n at its end goes on in the next object of the stream: a line of
 * more than 16 KiB, one that does not end for a while, the last one. Bytes that
 * are not UTF-8 become U+FFFD, and what a terminal would obey is \u001b.
 *
 * The newest objects are in json.log, older ones in json.log.1 and so on: when
 * a file is full it is renamed, and the oldest removed. What cannot be written,
 * on a full disk say, is lost; the container goes on.
 */
#ifndef JSON_FILE_H
#define JSON_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define JSON_FILE_NAME "json.log"
#define JSON_FILE_LINE 16384 /* of a longer line the rest is the next object */

enum json_file_stream { JSON_FILE_STDOUT, JSON_FILE_STDERR, JSON_FILE_STREAMS };

/* How large it may become; zero: see the defaults. */
struct json_file_limits {
	int64_t size;    /* bytes of a file; -1: no limit */
	long long files; /* at least 1 */
};

#define JSON_FILE_SIZE 10000000 /* docker's 10m is decimal, too */
#define JSON_FILE_FILES 2
#define JSON_FILE_FILES_MAX 1000

struct json_file {
	struct json_file_limits limits;
	int directory; /* where it lies; the caller's */
	int fd;        /* the newest, or -1: to be opened */
	int64_t size;
	struct {
		char text[JSON_FILE_LINE]; /* no end of a line yet */
		size_t length;
	} pending[JSON_FILE_STREAMS];
};

/*
 * Opens the log in a directory, which is to stay open; what is there stays.
 * Returns 0, or -1 with errno.
 */
int json_file_open(struct json_file *file, int directory,
    const struct json_file_limits *limits);

/* Takes what has come of a stream, and writes the lines that are complete. */
void json_file_take(struct json_file *file, enum json_file_stream stream,
    const char *text, size_t length);

/* Is there the beginning of a line? */
bool json_file_is_pending(const struct json_file *file);

/* Writes such beginnings as they are. last: also half a character. */
void json_file_flush(struct json_file *file, bool last);

/* The name of the n-th file, 0 being the newest. Returns name. */
const char *json_file_name(long long n, char *name, size_t size);

#endif
