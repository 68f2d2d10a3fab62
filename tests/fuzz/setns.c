/* The command line of setns, one word a line. */
#include "try.h"

#include "03-setns/cli/join_options.h"

void
fuzz(void)
{
	static char *words[512];
	int n = try_command("setns", words, 512);
	struct request request = request_parse(n, words);

	request_check(&request);
}
