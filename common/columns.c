#include "common/columns.h"

#include "common/exits.h"
#include "common/list.h"
#include "common/text.h"

#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The narrowest column in docker, and the space after the widest cell. */
#define WIDTH_MIN 10
#define SPACE 3
#define COLUMNS_MAX 64

void
columns_add(struct columns *columns, char *line)
{
	if (line == NULL ||
	    list_add_string(&columns->lines, &columns->n, line) == -1)
		err(EXIT_OURS, "out of memory");
}

static void
measure(const char *line, size_t widths[COLUMNS_MAX])
{
	for (size_t i = 0; i < COLUMNS_MAX; i++) {
		size_t length = strcspn(line, "\t");
		size_t width = text_characters(line, length) + SPACE;

		if (widths[i] < width)
			widths[i] = width;
		if (line[length] == '\0')
			return;
		line += length + 1;
	}
}

/* The last cell of a line needs no space after it. */
static void
print_line(const char *line, const size_t widths[COLUMNS_MAX])
{
	for (size_t i = 0;; i++) {
		size_t length = strcspn(line, "\t");

		fwrite(line, 1, length, stdout);
		if (line[length] == '\0')
			break;
		size_t width = i < COLUMNS_MAX ? widths[i] : 0,
		       used = text_characters(line, length);
		printf("%*s", width > used ? (int)(width - used) : 1, "");
		line += length + 1;
	}
	putchar('\n');
}

void
columns_print(struct columns *columns)
{
	size_t widths[COLUMNS_MAX];

	for (size_t i = 0; i < COLUMNS_MAX; i++)
		widths[i] =
		    columns->width_min != 0 ? columns->width_min : WIDTH_MIN;
	for (size_t i = 0; i < columns->n; i++)
		measure(columns->lines[i], widths);
	for (size_t i = 0; i < columns->n; i++) {
		print_line(columns->lines[i], widths);
		free(columns->lines[i]);
	}
	free(columns->lines);
	*columns = (struct columns){ 0 };
}
