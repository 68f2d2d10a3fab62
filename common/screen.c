#include "common/screen.h"

#include "common/parse.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

enum { NARROW = 40 }; /* columns: no room for a picture */

/* Returns 0 where the width is not known. */
static int
columns_of(const struct winsize *size)
{
	const char *text = getenv("COLUMNS");
	long long columns;

	if (size->ws_col > 0)
		return size->ws_col;
	return text != NULL && parse_number(text, 1, 9999, &columns) == 0
		   ? columns
		   : 0;
}

struct screen
screen_of(int fd)
{
	struct screen screen = { 0 };
	struct winsize size;
	const char *term = getenv("TERM"), *no = getenv("NO_COLOR");

	screen.terminal = ioctl(fd, TIOCGWINSZ, &size) == 0;
	if (!screen.terminal)
		return screen;
	screen.columns = columns_of(&size);
	if (screen.columns < NARROW)
		screen.columns = 0;
	screen.moves =
	    term != NULL && term[0] != '\0' && strcmp(term, "dumb") != 0;
	screen.colour = screen.moves && (no == NULL || no[0] == '\0');
	return screen;
}
