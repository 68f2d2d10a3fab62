/*
 * A list whose columns are as wide as what they hold: what docker and runc do
 * with Go's text/tabwriter.
 */
#ifndef COMMON_COLUMNS_H
#define COMMON_COLUMNS_H

#include <stddef.h>

/* Begins as { 0 }, or with the width of the narrowest column. */
struct columns {
	size_t width_min; /* in characters; 0: docker's, 10 */
	char **lines;
	size_t n;
};

/*
 * One more line, its cells separated by tabs, which belongs to the columns from
 * now on; malloc(3)ed. NULL, for want of memory, exits 125.
 */
void columns_add(struct columns *columns, char *line);

/* Prints all lines on stdout, and forgets them. */
void columns_print(struct columns *columns);

#endif
