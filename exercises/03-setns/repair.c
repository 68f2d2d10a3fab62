/*
 * enter PID COMMAND: docker exec for a rootless container, as the user that has made
 * it. It joins the namespaces one by one, and fails at the first: "Operation not
 * permitted". That is not the only fault.
 */
#define _GNU_SOURCE 1
#include <err.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <unistd.h>

static const char *const types[] = { "uts", "mnt", "pid", "user" };
#define COUNT (sizeof(types) / sizeof(*types))

int
main(int argc, char *argv[])
{
	char path[64];
	int fds[COUNT];

	if (argc < 3)
		errx(125, "usage: enter PID COMMAND [ARGUMENT...]");
	for (size_t i = 0; i < COUNT; i++) {
		snprintf(path, sizeof(path), "/proc/%s/ns/%s", argv[1], types[i]);
		fds[i] = open(path, O_RDONLY | O_CLOEXEC);
		if (fds[i] == -1)
			err(125, "open %s", path);
		if (setns(fds[i], 0) == -1)
			err(125, "setns %s", types[i]);
	}
	execvp(argv[2], &argv[2]);
	err(127, "%s", argv[2]);
}
