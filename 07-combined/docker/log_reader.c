#include "07-combined/docker/log_reader.h"

#include "07-combined/docker/json_file.h"
#include "common/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The inode number of the n-th file; 0: there is none. */
static ino_t
inode_of(const struct log_reader *r, long long n)
{
	char name[64];
	struct stat st;

	json_file_name(n, name, sizeof(name));
	return fstatat(r->directory, name, &st, AT_SYMLINK_NOFOLLOW) == 0
		   ? st.st_ino
		   : 0;
}

static int
open_number(struct log_reader *r, long long n)
{
	char name[64];
	struct stat st;

	if (r->file != NULL)
		fclose(r->file);
	r->file = NULL;
	int fd = openat(r->directory, json_file_name(n, name, sizeof(name)),
	    O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd == -1)
		return -1;
	if (fstat(fd, &st) == -1 || (r->file = fdopen(fd, "r")) == NULL)
		return file_close(fd, -1);
	r->inode = st.st_ino;
	return 0;
}

static long long
oldest(const struct log_reader *r)
{
	long long n = 0;

	while (n < JSON_FILE_FILES_MAX && inode_of(r, n + 1) != 0)
		n++;
	return n;
}

/*
 * The file after the one that was read to its end: it has been renamed, and so
 * its number tells; unless it is gone, and with it those between. Returns
 * whether there is one.
 */
static bool
open_next(struct log_reader *r)
{
	long long n = 0, last = oldest(r);

	while (n <= last && inode_of(r, n) != r->inode)
		n++;
	if (n == 0)
		return false;
	return open_number(r, n > last ? last : n - 1) == 0;
}

int
log_reader_open(struct log_reader *r, const char *path)
{
	char directory[PATH_MAX];
	const char *slash = strrchr(path, '/');

	*r = (struct log_reader){ 0 };
	snprintf(directory, sizeof(directory), "%.*s",
	    slash ? (int)(slash - path) : 1, slash ? path : ".");
	r->directory = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (r->directory == -1)
		return -1;
	/* Renamed in this moment, its newest may be missing: it comes. */
	for (int i = 0; i < 100; i++) {
		if (open_number(r, oldest(r)) == 0)
			return 0;
		usleep(1000);
	}
	return file_close(r->directory, -1);
}

void
log_reader_close(struct log_reader *r)
{
	if (r->file != NULL)
		fclose(r->file);
	close(r->directory);
}

void
log_reader_skip(struct log_reader *r)
{
	if (open_number(r, 0) == 0)
		fseeko(r->file, 0, SEEK_END);
}

/* A whole line, or NULL: what is written at this moment is read again. */
static char *
read_line(FILE *file)
{
	char *line = NULL;
	size_t size = 0;

	clearerr(file);
	off_t at = ftello(file);
	ssize_t n = getline(&line, &size, file);
	if (n > 0 && line[n - 1] == '\n')
		return line;
	fseeko(file, at, SEEK_SET);
	free(line);
	return NULL;
}

json_t *
log_reader_next(struct log_reader *r)
{
	for (;;) {
		char *line = r->file != NULL ? read_line(r->file) : NULL;

		/* What came between the end and the new name is read, too. */
		if (line == NULL && inode_of(r, 0) != r->inode &&
		    (r->file == NULL || (line = read_line(r->file)) == NULL)) {
			if (!open_next(r))
				return NULL;
			continue;
		}
		if (line == NULL)
			return NULL;
		json_t *object = json_loads(line, JSON_ALLOW_NUL, NULL);
		free(line);
		if (json_is_object(object))
			return object;
		json_decref(object);
	}
}
