/*
 * namespaces: runs a command in namespaces of its own, and shows which process
 * is in which.
 */
#include "02-namespaces/cli/ns_options.h"
#include "02-namespaces/cli/ns_show.h"
#include "02-namespaces/ns_run.h"
#include "common/command.h"
#include "common/output.h"

#include <string.h>
#include <unistd.h>

int
main(int argc, char *argv[])
{
	output_begin();
	struct ns_options options = ns_options_parse(argc, argv);

	if (optind == 1 && argc > 1 && argc <= 3 &&
	    strcmp(argv[1], "show") == 0)
		return ns_show(argv[2]);
	command_subcommands("show");
	if (options.how == NS_UNSHARE)
		return ns_run_unshared(&options);
	return ns_run_cloned(&options);
}
