#include "common/layout.h"

#include "common/screen.h"
#include "common/text.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum {
	CALL_COLUMNS = 42, /* of a call, with a reason next to it */
	CALL_INDENT = 12,  /* of a call's continuation */
	WHY_INDENT = 8,    /* of a reason below its call */
	SHOWN = 640        /* bytes of a call or a reason, escaped */
};

#define BOLD "\033[1m"
#define DIM "\033[2m"
#define PLAIN "\033[0m"

static int width; /* columns; 0: lines are not wrapped */
static bool colour, at_terminal;

bool
layout_begin(int fd)
{
	struct screen screen = screen_of(fd);

	width = screen.columns;
	colour = screen.colour;
	at_terminal = screen.terminal;
	return at_terminal;
}

/* Text that grows, and the column that its end is in. */
struct page {
	char *text;
	size_t used, size, column;
};

static void
put(struct page *page, const char *text, size_t length)
{
	if (page->used + length >= page->size)
		length = page->size - page->used - 1;
	memcpy(page->text + page->used, text, length);
	page->used += length;
	page->text[page->used] = '\0';
	page->column += text_characters(text, length);
}

static void
put_spaces(struct page *page, size_t n)
{
	while (n-- > 0)
		put(page, " ", 1);
}

/* For the terminal: takes no column. */
static void
put_code(struct page *page, const char *code)
{
	size_t column = page->column;

	if (colour)
		put(page, code, strlen(code));
	page->column = column;
}

static void
new_line(struct page *page, size_t indent)
{
	put(page, "\n", 1);
	page->column = 0;
	put_spaces(page, indent);
}

/*
 * Returns the bytes of a word that go into so many columns: a path is cut after
 * a slash, if it has one there.
 */
static size_t
cut(const char *word, size_t length, size_t room)
{
	size_t fits = 0, slash = 0;

	while (fits < length && text_characters(word, fits + 1) <= room) {
		fits++;
		if (strchr("/,|", word[fits - 1]) != NULL)
			slash = fits;
	}
	return fits == length || slash == 0 ? fits : slash;
}

/* Only a word that is longer than a line is cut. */
static void
put_word(struct page *page, const char *word, size_t length, size_t indent)
{
	size_t room = width - page->column;

	while (text_characters(word, length) > room) {
		size_t part = cut(word, length, room);

		put(page, word, part);
		new_line(page, indent);
		word += part;
		length -= part;
		room = width - indent;
	}
	put(page, word, length);
}

static void
put_wrapped(struct page *page, const char *text, size_t indent)
{
	bool first = true;

	while (*text != '\0') {
		size_t length = strcspn(text, " ");

		if (!first && page->column + 1 + text_characters(text, length) >
				  (size_t)width)
			new_line(page, indent);
		else if (!first)
			put(page, " ", 1);
		put_word(page, text, length, indent);
		text += length;
		text += *text == ' ';
		first = false;
	}
}

/* A narrow terminal has less room for calls, so that reasons have some. */
static size_t
call_columns(void)
{
	size_t half = width / 2 - LAYOUT_PID;

	return width == 0 || half > CALL_COLUMNS ? CALL_COLUMNS : half;
}

static void
put_reason(struct page *page, const char *why)
{
	put_code(page, DIM);
	if (width == 0)
		put(page, why, strlen(why));
	else
		put_wrapped(page, why, WHY_INDENT);
	put_code(page, PLAIN);
}

size_t
layout_step(char line[LAYOUT_LINE], size_t pid_columns, const char *call,
    const char *why)
{
	/* One byte for the newline. */
	struct page page = { line, 0, LAYOUT_LINE - 1, pid_columns };
	char shown[SHOWN], reason[SHOWN];

	text_line(shown, sizeof(shown), call);
	text_line(reason, sizeof(reason), why);
	size_t length = text_characters(shown, strlen(shown));
	size_t at = length < call_columns() ? call_columns() : length;
	bool fits =
	    width == 0 ||
	    pid_columns + at + 2 + text_characters(reason, strlen(reason)) <=
		(size_t)width;
	if (fits) {
		put(&page, shown, strlen(shown));
		put_spaces(&page, at + 2 - length);
	} else {
		put_wrapped(&page, shown, CALL_INDENT);
		new_line(&page, WHY_INDENT);
	}
	put_reason(&page, reason);
	return stpcpy(line + page.used, "\n") - line;
}

size_t
layout_heading(char line[LAYOUT_HEADING], const char *phase, int chapter)
{
	return snprintf(line, LAYOUT_HEADING, "%s%s── %s · chapter %d ──%s\n",
	    at_terminal ? "\n" : "", colour ? BOLD : "", phase, chapter,
	    colour ? PLAIN : "");
}

size_t
layout_remark(char line[LAYOUT_HEADING], const char *text)
{
	return snprintf(line, LAYOUT_HEADING, "%s%s%s\n", colour ? DIM : "",
	    text, colour ? PLAIN : "");
}
