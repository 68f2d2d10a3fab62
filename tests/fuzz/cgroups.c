/* The command line of cgroups, one word a line: a command's, then a verb's. */
#include "try.h"

#include "04-cgroups/cli/cgroup_options.h"

#include <getopt.h>

void
fuzz(void)
{
	static struct cgroup_options asked, again;
	static char *words[512];
	int n = try_command("cgroups", words, 512);

	asked = again = (struct cgroup_options){ 0 };
	cgroup_options_parse(n, words, &asked);
	try_limits(&asked.limits);
	cgroup_options_parse_subcommand(n, words, &again);
	try_limits(&again.limits);
}
