/*
 * The option --ipc. POSIX's shared memory is files in /dev/shm
 * (shm_overview(7)) and no matter of namespaces, but goes with System V's,
 * which is.
 */
#include "07-combined/desk/cli.h"

#include "03-setns/join.h"
#include "07-combined/channel.h"
#include "07-combined/desk/request.h"
#include "common/exits.h"
#include "common/options.h"

#include <err.h>
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

/* Only in its own mount namespace can a mount be copied: open_tree(2). */
static void __attribute__((noreturn)) send_shm(pid_t pid, int end)
{
	struct channel_message message = { .kind = CHANNEL_READY };
	int namespaces = CLONE_NEWNS | (geteuid() != 0 ? CLONE_NEWUSER : 0);

	if (join_pidfd(pid, namespaces) == -1)
		err(EXIT_OURS, "its mounts");
	int tree = open_tree(
	    AT_FDCWD, "/dev/shm", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
	if (tree == -1 || channel_send(end, &message, tree) == -1)
		err(EXIT_OURS, "its /dev/shm");
	_exit(EXIT_SUCCESS);
}

/* Returns the mount, a descriptor. */
static int
fetch_shm(const char *name)
{
	struct channel_message message;
	struct desk d;
	int ends[2], tree;

	desk_must_run(&d, name);
	if (channel_open(ends) == -1)
		err(EXIT_OURS, "socketpair");
	pid_t helper = fork();
	if (helper == 0)
		send_shm(d.pid, ends[1]);
	close(ends[1]);
	if (channel_receive(ends[0], &message, &tree) != 1 || tree == -1)
		exit(EXIT_OURS); /* the helper has said why */
	waitpid(helper, NULL, 0);
	close(ends[0]);
	desk_close(&d);
	return tree;
}

void
cli_set_ipc(struct cli *cli, const struct cli_option *option, const char *value)
{
	struct container *c = &cli->container;
	struct container_mount *m = c->mounts, *end = c->mounts + c->nmounts;
	bool none = strcmp(value, "none") == 0,
	     host = strcmp(value, "host") == 0,
	     other = strncmp(value, "container:", 10) == 0;

	if (none || strcmp(value, "shareable") == 0)
		value = "private";
	cli_set_namespace(cli, option, value);
	while (m < end && strcmp(m->target, "/dev/shm") != 0)
		m++;
	if (m == end)
		return;
	if (none)
		memmove(m, m + 1, (end - m - 1) * sizeof(*m));
	c->nmounts -= none;
	if (host || other)
		*m = (struct container_mount){
			.source = "/dev/shm",
			.target = "/dev/shm",
			.tree = other ? fetch_shm(value + 10) : -1,
			.ready = other,
		};
}
