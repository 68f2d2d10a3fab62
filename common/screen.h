/*
 * What the file that output goes to can show: how wide it is, and whether in
 * colour.
 */
#ifndef COMMON_SCREEN_H
#define COMMON_SCREEN_H

#include <stdbool.h>

struct screen {
	bool terminal, moves, colour;
	int columns; /* 0: lines are neither wrapped nor cut */
};

/*
 * Looks at an open file. Only a terminal has a width: its own, or $COLUMNS where
 * it does not know; a width of less than 40 columns counts as unknown. Colour
 * takes a terminal that $TERM does not call "dumb", and no $NO_COLOR
 * (no-color.org).
 */
struct screen screen_of(int fd);

#endif
