/*
 * The command lines of combined's other commands, one word a line. The first
 * says which: "exec", "oci", "format", or the keys of a smaller one's options.
 */
#include "try.h"

#include "07-combined/docker/format.h"
#include "07-combined/docker/docker_options.h"
#include "07-combined/oci/oci_exec.c"

void
fuzz(void)
{
	static struct cli cli;
	static const struct oci_command command = { "exec", "", "ID [...]",
		"CDetugpdPLAwcNGi", 1, 4096, NULL };
	static struct oci_options o;
	static char *words[512];
	struct docker_options r;
	int n = try_command("", words, 512) - 1;
	char **argv = words + 1;

	if (strcmp(argv[0], "exec") == 0) {
		memset(&cli, 0, sizeof(cli));
		cli_parse_exec(&cli, n, argv);
	} else if (strcmp(argv[0], "oci") == 0) {
		argv = oci_parse(&o, &command, n, argv);
		memset(&more, 0, sizeof(more));
		translate(&more, json_object(),
		    alter_process(json_object(), &o, argv + 1));
	} else if (strcmp(argv[0], "format") == 0 && n > 1) {
		docker_format(argv[1], json_pack("{ss, s{ss, si}}", "Name", "x",
					 "State", "Status", "up", "Pid", 1));
	} else {
		docker_options(&r, n, argv, argv[0], "ps", 0, 0);
	}
}
