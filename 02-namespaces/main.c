/*
 * namespaces: runs a command in namespaces of its own, run(), and shows who is
 * in which.
 */
#include "02-namespaces/cli/ns_options.h"
#include "02-namespaces/cli/ns_show.h"
#include "02-namespaces/ns.h"
#include "02-namespaces/ns_run.h"

#include "common/exits.h"
#include "common/file.h"
#include "common/options.h"
#include "common/output.h"
#include "common/parse.h"

#include <err.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void
print_others(const struct show_row *row)
{
	if (row->others == 0) {
		printf(row->ours ? "you" : "nobody else");
		return;
	}
	printf("%s%zu other%s:", row->ours ? "you, " : "", row->others,
	    row->others > 1 ? "s" : "");
	for (size_t i = 0; i < row->others && i < SHOW_PIDS; i++) {
		char path[64], name[64];

		snprintf(path, sizeof(path), "/proc/%d/comm", row->pids[i]);
		if (file_read(path, name, sizeof(name)) == -1)
			snprintf(name, sizeof(name), "(gone)");
		printf("%s %d %.15s", i > 0 ? "," : "", row->pids[i], name);
	}
	if (row->others > SHOW_PIDS)
		printf(", ...");
}

static int
show(const char *text)
{
	long long pid = getpid();
	struct show found;

	if (text != NULL && parse_number(text, 1, INT32_MAX, &pid) == -1)
		options_wrong("'%s' is no PID", text);
	if (show_read(pid, &found) == -1)
		err(EXIT_OURS, "process %lld%s", pid,
		    errno == EACCES ? " (another user's: try as root)" : "");

	printf("%-8s%-12s%s\n", "type", "namespace", "shared with");
	for (int i = 0; i < NS_TYPES; i++) {
		const struct show_row *row = &found.rows[i];

		if (row->id == 0) {
			printf("%-8snot in this kernel\n", ns_types[i].name);
			continue;
		}
		printf("%-8s%-12lu", ns_types[i].name, row->id);
		print_others(row);
		if (row->children != row->id)
			printf(" (its children: %lu)", row->children);
		putchar('\n');
	}
	if (found.hidden > 0)
		printf("(and %zu that we may not look at)\n", found.hidden);
	return EXIT_SUCCESS;
}

int
main(int argc, char *argv[])
{
	output_begin();
	struct request request = request_parse(argc, argv);

	if (optind == 1 && argc > 1 && argc <= 3 &&
	    strcmp(argv[1], "show") == 0)
		return show(argv[2]);
	return run(&request);
}
