/* What lies on disk of containers and images, read by what only looks. */
#include "try.h"

#include "07-combined/docker/docker.h"
#include "07-combined/network/ipam.h"
#include "07-combined/oci/oci.h"
#include "07-combined/oci/oci_options.h"
#include "07-combined/store/state.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

static void
call(int (*command)(int argc, char *argv[]), char *option, char *name)
{
	char *argv[] = { "command", option, name, NULL };

	optind = 0;
	command(name != NULL ? 3 : 2, argv);
}

void
fuzz(void)
{
	static struct cli cli;
	struct record d;

	state_set_root(getenv("COMBINED_DATA"));
	if (record_open(&d, "fuzz") == 0) {
		memset(&cli, 0, sizeof(cli));
		record_read_process(&d, &cli);
		record_close(&d);
	}
	json_t *table = state_read("fuzz", "state.json");
	ipam_update_all_hosts(table);
	oci_status("fuzz", table);
	json_decref(table);
	/* Each ends at what it does not like: one of them a time. */
	switch (try_size % 6) {
	case 0:
		call(docker_ps, "-a", NULL);
		break;
	case 1:
		call(docker_images, "--", NULL);
		break;
	case 2:
		call(docker_inspect, "--", "fuzz");
		break;
	case 3:
		call(docker_logs, "--tail=2", "fuzz");
		break;
	case 4:
		oci_list(&(struct oci_options){ .json = false }, NULL);
		break;
	default:
		oci_list(&(struct oci_options){ .json = true }, NULL);
	}
}
