/* The command line of cgroups, one word a line: a command's, then a verb's. */
#include "try.h"

#include "04-cgroups/cli/cgroup_options.h"

#include <getopt.h>

void
fuzz(void)
{
	static struct request request, again;
	static char *words[512];
	int n = try_command("cgroups", words, 512);

	request = again = (struct request){ 0 };
	request_parse_run(n, words, &request);
	try_limits(&request.limits);
	request_parse_verb(n, words, &again);
	try_limits(&again.limits);
}
