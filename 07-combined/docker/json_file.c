#include "07-combined/docker/json_file.h"

#include "common/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* A byte becomes \u001b at most; and the names, and the time. */
#define OBJECT_MAX (6 * JSON_FILE_LINE + 200)

const char *
json_file_name(long long n, char *name, size_t size)
{
	if (n == 0)
		snprintf(name, size, JSON_FILE_NAME);
	else
		snprintf(name, size, JSON_FILE_NAME ".%lld", n);
	return name;
}

static int
open_newest(struct json_file *f)
{
	struct stat st;
	char end = '\n';

	f->fd = openat(f->directory, JSON_FILE_NAME,
	    O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (f->fd == -1)
		return -1;
	f->size = fstat(f->fd, &st) == 0 ? st.st_size : 0;
	/* A supervisor that was killed may have left half an object. */
	if (f->size > 0 && pread(f->fd, &end, 1, f->size - 1) == 1 &&
	    end != '\n' && write(f->fd, "\n", 1) == 1)
		f->size++;
	return 0;
}

int
json_file_open(
    struct json_file *f, int directory, const struct json_file_limits *limits)
{
	f->limits.size = limits->size != 0 ? limits->size : JSON_FILE_SIZE;
	f->limits.files = limits->files != 0 ? limits->files : JSON_FILE_FILES;
	f->directory = directory;
	return open_newest(f);
}

/* Each gets the next number; what was the last is replaced, or removed. */
static void
rotate(struct json_file *f)
{
	char from[64], to[64];

	close(f->fd);
	f->fd = -1;
	f->size = 0;
	for (long long n = f->limits.files - 1; n > 0; n--)
		renameat(f->directory,
		    json_file_name(n - 1, from, sizeof(from)), f->directory,
		    json_file_name(n, to, sizeof(to)));
	unlinkat(f->directory, JSON_FILE_NAME, 0);
}

/* Objects to be written by one call: all of them, or none. */
static char batch[2 * OBJECT_MAX];
static size_t batched;

static void
write_batch(struct json_file *f)
{
	size_t length = batched;

	batched = 0;
	if (length == 0 || (f->fd == -1 && open_newest(f) == -1))
		return;
	ssize_t n = write(f->fd, batch, length);
	if (n == (ssize_t)length)
		f->size += n;
	else if (n > 0 && ftruncate(f->fd, f->size) == -1)
		f->size += n; /* the reader passes over what is not whole */
}

/* One more object of the batch, which is at its end already. */
static void
append(struct json_file *f, size_t length)
{
	int64_t before = f->size + batched;

	if (f->limits.size > 0 && before > 0 &&
	    before + (int64_t)length > f->limits.size) {
		char *object = batch + batched;

		write_batch(f);
		if (f->fd != -1)
			rotate(f);
		memmove(batch, object, length);
	}
	batched += length;
	if (batched > OBJECT_MAX)
		write_batch(f);
}

/* RFC 3339, with all nine digits. */
static char *
put_time(char *to)
{
	static char second[sizeof("2026-01-31T12:00:00")];
	static time_t last = -1;
	struct timespec now;
	struct tm tm;

	clock_gettime(CLOCK_REALTIME, &now);
	if (now.tv_sec != last)
		strftime(second, sizeof(second), "%FT%T",
		    gmtime_r(&now.tv_sec, &tm));
	last = now.tv_sec;
	return to + sprintf(to, "%s.%09ldZ", second, now.tv_nsec);
}

/* Returns the end. */
static char *
put_string(char *to, const char *text, size_t length)
{
	char shown[TEXT_SHOWN];

	while (length > 0) {
		size_t n = text_next(text, length, "", shown);
		bool broken = n == 0 || (n == 1 && (text[0] & 0x80) != 0);

		if (text[0] == '"' || text[0] == '\\')
			*to++ = '\\';
		to = stpcpy(to, broken            ? "\\ufffd"
				: text[0] == '\n' ? "\\n"
						  : shown);
		n += n == 0; /* the beginning of a character, and the end */
		text += n;
		length -= n;
	}
	return to;
}

static void
write_object(struct json_file *f, enum json_file_stream stream,
    const char *text, size_t length)
{
	char *object = batch + batched;
	char *to = stpcpy(object, "{\"log\":\"");

	to = put_string(to, text, length);
	to = stpcpy(to, stream == JSON_FILE_STDERR
			    ? "\",\"stream\":\"stderr\",\"time\":\""
			    : "\",\"stream\":\"stdout\",\"time\":\"");
	to = put_time(to);
	to = stpcpy(to, "\"}\n");
	append(f, to - object);
}

/* How many bytes at the end are the beginning of a character. */
static size_t
cut_off(const char *text, size_t length)
{
	char shown[TEXT_SHOWN];

	for (size_t n = length < 3 ? length : 3; n > 0; n--)
		if (((unsigned char)text[length - n] & 0xc0) == 0xc0 &&
		    text_next(text + length - n, n, "", shown) == 0)
			return n;
	return 0;
}

/* Writes what there is of a line, but for half a character at its end. */
static void
flush(struct json_file *f, enum json_file_stream stream, bool last)
{
	char *text = f->pending[stream].text;
	size_t length = f->pending[stream].length;
	size_t kept = last ? 0 : cut_off(text, length);

	if (length > kept)
		write_object(f, stream, text, length - kept);
	memmove(text, text + length - kept, kept);
	f->pending[stream].length = kept;
}

void
json_file_take(struct json_file *f, enum json_file_stream stream,
    const char *text, size_t length)
{
	while (length > 0) {
		size_t used = f->pending[stream].length;
		size_t n = length < JSON_FILE_LINE - used
			       ? length
			       : JSON_FILE_LINE - used;
		const char *end = memchr(text, '\n', n);

		if (end != NULL)
			n = end + 1 - text;
		memcpy(f->pending[stream].text + used, text, n);
		f->pending[stream].length += n;
		if (end != NULL || f->pending[stream].length == JSON_FILE_LINE)
			flush(f, stream, end != NULL);
		text += n;
		length -= n;
	}
	write_batch(f);
}

bool
json_file_is_pending(const struct json_file *f)
{
	return f->pending[JSON_FILE_STDOUT].length > 0 ||
	       f->pending[JSON_FILE_STDERR].length > 0;
}

void
json_file_flush(struct json_file *f, bool last)
{
	flush(f, JSON_FILE_STDOUT, last);
	flush(f, JSON_FILE_STDERR, last);
	write_batch(f);
}
