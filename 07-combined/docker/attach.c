/*
 * combined attach: shows what a container in the background writes, and types
 * into its terminal.
 */
#include "07-combined/docker/docker_options.h"
#include "07-combined/docker/logs.h"
#include "07-combined/engine/channel.h"
#include "07-combined/engine/terminal.h"
#include "07-combined/store/state.h"
#include "common/exits.h"

#include <err.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

static int
connect_to(const struct record *d, int *master)
{
	struct channel_message message;
	char path[PATH_MAX];

	if (state_path(d->name, "", path, sizeof(path)) == NULL)
		return -1;
	int fd = channel_connect(path);
	if (fd == -1)
		return -1;
	if (channel_receive(fd, &message, master) != 1 || *master == -1) {
		errno = EPIPE;
		return -1;
	}
	return fd;
}

int
docker_attach(int argc, char *argv[])
{
	struct docker_options r;
	struct record d;
	struct log_reader reader;
	int master;

	docker_options(&r, argc, argv, "", "attach CONTAINER", 1, 1);
	docker_must_run(&d, r.names[0]);
	if (!json_is_true(
		json_object_get(json_object_get(d.state, "Config"), "Tty"))) {
		docker_open_log(&d, &reader);
		log_reader_skip(&reader);
		docker_follow(&d, &reader);
		return record_wait_and_close(&d);
	}
	int output = connect_to(&d, &master);
	if (output == -1)
		err(EXIT_OURS, "%s: the terminal", d.name);
	if (terminal_attach(master, output)) {
		warnx("detached; %s goes on", d.name);
		record_close(&d);
		return EXIT_SUCCESS;
	}
	return record_wait_and_close(&d);
}
