/* The command line of caps, one word a line. */
#include "try.h"

#include "01-caps/cli/caps_options.h"

void
fuzz(void)
{
	static char *words[512];

	caps_options_parse(try_command("caps", words, 512), words);
}
