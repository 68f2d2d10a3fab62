/* The command line of combined run, one word a line. */
#include "try.h"

#include "07-combined/desk/cli.h"

#include <getopt.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static void
parse(void)
{
	static struct cli cli;
	static char *words[512];

	memset(&cli, 0, sizeof(cli));
	words[0] = "run";
	int n = 1 + try_words(words + 1, 511);
	optind = 0;
	cli_parse_run(&cli, n, words);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	try_text = (const char *)data;
	try_size = size;
	try(parse);
	return 0;
}
