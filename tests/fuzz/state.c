/* What lies on disk of containers and images, read by what only looks. */
#include "try.h"

#include "07-combined/desk/desk.h"
#include "07-combined/network/table.h"
#include "07-combined/oci/oci.h"
#include "07-combined/state.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

static void
call(int (*command)(int argc, char *argv[]), char *option)
{
	char *argv[] = { "command", option, "fuzz", NULL };

	optind = 0;
	command(3, argv);
}

void
fuzz(void)
{
	static struct cli cli;
	struct desk d;

	state_set_root(getenv("COMBINED_DATA"));
	if (desk_open(&d, "fuzz") == 0) {
		memset(&cli, 0, sizeof(cli));
		desk_read_process(&d, &cli);
		desk_close(&d);
	}
	json_t *table = state_read("fuzz", "state.json");
	network_table_tell_everybody(table);
	oci_status("fuzz", table);
	json_decref(table);
	call(desk_ps, "-a");
	call(desk_images, "--");
	call(desk_inspect, "--");
	call(desk_logs, "--tail=2");
	call(oci_list, "--format=table");
	call(oci_list, "--format=json");
}
