/*
 * A picture of text: coloured on a terminal, and cut to its width. Elsewhere the
 * same text without colour, as long as it is.
 */
#ifndef COMMON_PICTURE_H
#define COMMON_PICTURE_H

#include "common/screen.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* How a word looks: PICTURE_PLAIN, or one of console_codes(4). */
#define PICTURE_PLAIN ""
#define PICTURE_BOLD "1"
#define PICTURE_DIM "2"
#define PICTURE_RED "31"
#define PICTURE_GREEN "32"
#define PICTURE_YELLOW "33"
#define PICTURE_BLUE "34"
#define PICTURE_MAGENTA "35"
#define PICTURE_CYAN "36"

struct picture {
	struct screen screen;
	FILE *stream;
	char *text;
	size_t size;
};

/* Begins a picture for standard output. Exits 125 for want of memory. */
void picture_begin(struct picture *p);

/* Adds words to the line. What a terminal would obey is escaped: text.h. */
void picture_put(struct picture *p, const char *style, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Ends the line. */
void picture_line(struct picture *p);

/*
 * Adds a bar, 20 columns and its ends, and the percentage: how much of a limit
 * is in use. It is green, from 70 % on yellow, from 90 % on red.
 */
void picture_bar(struct picture *p, int64_t used, int64_t limit);

/* Prints the picture. Returns 0, or -1 with errno of write(2). */
int picture_end(struct picture *p);

#endif
