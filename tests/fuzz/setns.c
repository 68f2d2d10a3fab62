/* The command line of setns, one word a line. */
#include "try.h"

#include "03-setns/cli/join_options.h"

void
fuzz(void)
{
	static char *words[512];
	int n = try_command("setns", words, 512);
	struct join_options options = join_options_parse(n, words);

	join_options_check(&options, "word");
}
