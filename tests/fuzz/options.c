/* The command line of combined run, one word a line. */
#include "try.h"

#include "07-combined/docker/cli.h"

#include <string.h>

void
fuzz(void)
{
	static struct cli cli;
	static char *words[512];

	memset(&cli, 0, sizeof(cli));
	cli_parse_run(&cli, try_command("run", words, 512), words);
}
