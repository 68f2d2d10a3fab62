#include "common/picture.h"

#include "common/exits.h"
#include "common/output.h"
#include "common/text.h"

#include <err.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BAR = 20 }; /* columns */

enum { CELL = 3 }; /* bytes of a character of these */
#define FULL "████████████████████"
#define EMPTY "░░░░░░░░░░░░░░░░░░░░"
#define ESCAPE '\033'

void
picture_begin(struct picture *p)
{
	*p = (struct picture){ .screen = screen_of(STDOUT_FILENO) };
	p->stream = open_memstream(&p->text, &p->size);
	if (p->stream == NULL)
		err(EXIT_OURS, "out of memory");
}

void
picture_put(struct picture *p, const char *style, const char *format, ...)
{
	bool coloured = p->screen.colour && style[0] != '\0';
	va_list arguments;
	char *text;

	va_start(arguments, format);
	int length = vasprintf(&text, format, arguments);
	va_end(arguments);
	if (length == -1)
		err(EXIT_OURS, "out of memory");
	if (coloured)
		fprintf(p->stream, "%c[%sm", ESCAPE, style);
	fputs(text_shown(text), p->stream);
	if (coloured)
		fprintf(p->stream, "%c[0m", ESCAPE);
	free(text);
}

void
picture_line(struct picture *p)
{
	putc('\n', p->stream);
}

void
picture_bar(struct picture *p, int64_t used, int64_t limit)
{
	int percent = limit > 0 ? 100.0 * used / limit : 0;
	int shown = percent < 0 ? 0 : percent > 100 ? 100 : percent;
	int full = (shown * BAR + 50) / 100;

	if (full == 0 && used > 0)
		full = 1; /* a little is not nothing */
	const char *style = percent >= 90   ? PICTURE_RED
			    : percent >= 70 ? PICTURE_YELLOW
					    : PICTURE_GREEN;
	picture_put(p, PICTURE_DIM, "▕");
	picture_put(p, style, "%.*s", full * CELL, FULL);
	picture_put(p, PICTURE_DIM, "%.*s", (BAR - full) * CELL, EMPTY);
	picture_put(p, PICTURE_DIM, "▏");
	picture_put(p, style, "%3d%%", shown);
}

/* How long is the sequence that begins here, and takes no column? */
static size_t
sequence_length(const char *text, size_t length)
{
	const char *end = memchr(text, 'm', length);

	return text[0] == ESCAPE && end != NULL ? (size_t)(end - text) + 1 : 0;
}

/* Returns how many bytes of the line have so many columns. */
static size_t
cut_at(const char *line, size_t length, size_t columns)
{
	size_t at = 0, column = 0, sequence;

	while (at < length) {
		sequence = sequence_length(line + at, length - at);
		if (sequence == 0 && (line[at] & 0xc0) != 0x80 &&
		    column++ == columns)
			break;
		at += sequence > 0 ? sequence : 1;
	}
	return at;
}

/* "…" in the last column stands for the rest. */
static void
add_line(FILE *out, const char *line, size_t length, const struct screen *s)
{
	size_t columns = s->columns;

	if (columns == 0 || cut_at(line, length, columns) == length) {
		fwrite(line, 1, length, out);
	} else {
		fwrite(line, 1, cut_at(line, length, columns - 1), out);
		fputs(s->colour ? "\033[0m…" : "…", out);
	}
	putc('\n', out);
}

int
picture_end(struct picture *p)
{
	char *shown = NULL;
	size_t size = 0;

	if (fclose(p->stream) == EOF)
		err(EXIT_OURS, "out of memory");
	FILE *out = open_memstream(&shown, &size);
	if (out == NULL)
		err(EXIT_OURS, "out of memory");
	for (const char *line = p->text; *line != '\0';) {
		size_t length = strcspn(line, "\n");
		add_line(out, line, length, &p->screen);
		line += length + (line[length] == '\n');
	}
	if (fclose(out) == EOF)
		err(EXIT_OURS, "out of memory");
	int result = output_bytes(shown, size);
	free(shown);
	free(p->text);
	return result;
}
