/*
 * A fault that run has to find first, or what it does not find in the others
 * means nothing.
 */
#include "try.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

void
fuzz(void)
{
	char text[4] = "";
	int fd = open("/etc/passwd", O_RDONLY);

	if (fd == -1 || read(fd, text, 3) != 3)
		exit(1);
	if (text[0] == 'b')
		if (text[1] == 'a')
			if (text[2] == 'd')
				abort();
}
