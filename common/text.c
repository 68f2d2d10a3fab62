#include "common/text.h"

#include <string.h>
#include <time.h>

void
text_make_harmless(char *text, size_t length, const char *keep)
{
	for (char *c = text; c < text + length; c++)
		if (((unsigned char)*c < ' ' || *c == 127) &&
		    (*c == '\0' || strchr(keep, *c) == NULL))
			*c = '?';
}

void
text_now(char now[TEXT_NOW])
{
	time_t seconds = time(NULL);
	struct tm tm;

	strftime(now, TEXT_NOW, "%FT%TZ", gmtime_r(&seconds, &tm));
}
