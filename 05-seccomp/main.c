/*
 * seccomp: runs a command with a filter for its system calls.
 *
 * restrict_self() in restrict.c is the lesson, filter_load() in filter.c the
 * mechanism, and talk.c the slide of the talk.
 */
#include "05-seccomp/cli/requested_filter.h"
#include "05-seccomp/cli/run_watched.h"
#include "05-seccomp/cli/seccomp_options.h"
#include "05-seccomp/filter.h"
#include "05-seccomp/inspect/filter_print.h"
#include "05-seccomp/restrict.h"
#include "common/command.h"
#include "common/output.h"

#include <string.h>
#include <unistd.h>

int
main(int argc, char *argv[])
{
	output_begin();
	struct seccomp_options request = seccomp_options_parse(argc, argv);

	if (optind == 1 && argc > 1 && argc <= 3) {
		if (strcmp(argv[1], "show") == 0)
			return filter_print_status(argv[2]);
		if (strcmp(argv[1], "dump") == 0 && argc == 3)
			return filter_print_loaded(argv[2]);
	}
	seccomp_options_check(&request);
	struct filter *filter = requested_filter(&request);

	int status;
	if (request.dump != DUMP_NONE) {
		status = filter_print(filter, request.dump);
	} else if (request.why || request.supervise) {
		status = run_watched(&request, filter);
	} else {
		/* This process becomes the command. */
		restrict_self(&request, filter, NULL);
		command_exec(request.command);
	}
	filter_free(filter);
	return status;
}
