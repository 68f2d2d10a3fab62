/*
 * The commands with docker's words.
 */
#include "07-combined/docker/docker.h"

#include "07-combined/command_table.h"

const struct command desk_commands[] = {
	{ "run", "runs a command in a new container", desk_run, NULL },
	{ "exec", "runs one more in a container", desk_exec, NULL },
	{ "ps", "lists the containers", desk_ps, NULL },
	{ "tree", "draws their processes, seen from both sides", desk_tree,
	    NULL },
	{ "inspect", "shows all that is known of one, as JSON", desk_inspect,
	    NULL },
	{ "top", "lists its processes", desk_top, NULL },
	{ "stats", "shows what it uses", desk_stats, NULL },
	{ "logs", "shows what it has written", desk_logs, NULL },
	{ "attach", "goes to its terminal", desk_attach, NULL },
	{ "start", "runs it again, after its end", desk_start, NULL },
	{ "restart", "stops it, and runs it again", desk_restart, NULL },
	{ "stop", "asks it to end, and then kills it", desk_stop, NULL },
	{ "kill", "sends it a signal", desk_kill, NULL },
	{ "wait", "waits for its end, and says its exit status", desk_wait_for,
	    NULL },
	{ "pause", "stops all its processes", desk_pause, NULL },
	{ "unpause", "lets them go on", desk_unpause, NULL },
	{ "cp", "copies files in and out", desk_cp, NULL },
	{ "diff", "shows which files it has changed", desk_diff, NULL },
	{ "export", "writes its files to a tar archive", desk_export, NULL },
	{ "rm", "removes what is left of it", desk_rm, NULL },
	{ "pull", "fetches an image", desk_pull, NULL },
	{ "images", "lists the images", desk_images, NULL },
	{ "tag", "gives an image one more name", desk_tag, NULL },
	{ "rmi", "removes an image", desk_rmi, NULL },
	{ "doctor", "finds what crashes have left, --fix removes it",
	    desk_doctor, NULL },
	{ 0 },
};
