/* The command line of namespaces, one word a line. */
#include "try.h"

#include "02-namespaces/cli/ns_options.h"

void
fuzz(void)
{
	static char *words[512];

	ns_options_parse(try_command("namespaces", words, 512), words);
}
