/*
 * A list whose columns are as wide as what they hold: what docker does with
 * Go's text/tabwriter.
 */
#ifndef COLUMNS_H
#define COLUMNS_H

#include <stddef.h>

/* Begins as { 0 }. */
struct columns {
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
