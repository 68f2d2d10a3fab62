/*
 * The commands with docker's words.
 */
#include "07-combined/docker/docker.h"

#include "07-combined/command_table.h"

const struct command docker_commands[] = {
	{ "run", "runs a command in a new container", docker_run, NULL },
	{ "exec", "runs one more in a container", docker_exec, NULL },
	{ "ps", "lists the containers", docker_ps, NULL },
	{ "tree", "draws their processes, seen from both sides", docker_tree,
	    NULL },
	{ "inspect", "shows all that is known of one, as JSON", docker_inspect,
	    NULL },
	{ "top", "lists its processes", docker_top, NULL },
	{ "stats", "shows what it uses", docker_stats, NULL },
	{ "logs", "shows what it has written", docker_logs, NULL },
	{ "attach", "goes to its terminal", docker_attach, NULL },
	{ "start", "runs it again, after its end", docker_start, NULL },
	{ "restart", "stops it, and runs it again", docker_restart, NULL },
	{ "stop", "asks it to end, and then kills it", docker_stop, NULL },
	{ "kill", "sends it a signal", docker_kill, NULL },
	{ "wait", "waits for its end, and says its exit status",
	    docker_wait_for, NULL },
	{ "pause", "stops all its processes", docker_pause, NULL },
	{ "unpause", "lets them go on", docker_unpause, NULL },
	{ "cp", "copies files in and out", docker_cp, NULL },
	{ "diff", "shows which files it has changed", docker_diff, NULL },
	{ "export", "writes its files to a tar archive", docker_export, NULL },
	{ "rm", "removes what is left of it", docker_rm, NULL },
	{ "pull", "fetches an image", docker_pull, NULL },
	{ "images", "lists the images", docker_images, NULL },
	{ "tag", "gives an image one more name", docker_tag, NULL },
	{ "rmi", "removes an image", docker_rmi, NULL },
	{ "doctor", "finds what crashes have left, --fix removes it",
	    docker_doctor, NULL },
	{ 0 },
};
