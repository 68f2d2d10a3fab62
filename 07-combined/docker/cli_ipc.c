/*
 * The option --ipc. System V's shared memory belongs to an IPC namespace.
 * POSIX's is files in /dev/shm, shm_overview(7), which no namespace separates;
 * the option shares or separates both.
 */
#include "07-combined/docker/cli.h"

#include "03-setns/join.h"
#include "07-combined/docker/cli_volumes.h"
#include "07-combined/docker/docker_options.h"
#include "07-combined/engine/channel.h"
#include "07-combined/engine/detached_mount.h"
#include "07-combined/engine/path_in_root.h"
#include "common/exits.h"
#include "common/file.h"
#include "common/options.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * Root in the container that we have joined may have replaced /dev/shm by a
 * link, to /proc for example. Only a tmpfs that is mounted there is shared.
 */
static int
open_shm(void)
{
	struct statx st;
	struct statfs fs;

	int shm = path_in_root_open("/dev/shm", RESOLVE_NO_SYMLINKS);
	if (shm == -1)
		return -1;
	if (statx(shm, "", AT_EMPTY_PATH, STATX_TYPE, &st) == -1 ||
	    fstatfs(shm, &fs) == -1)
		return file_close(shm, -1);
	if (st.stx_attributes & STATX_ATTR_MOUNT_ROOT && S_ISDIR(st.stx_mode) &&
	    fs.f_type == TMPFS_MAGIC)
		return shm;
	errno = EXDEV;
	return file_close(shm, -1);
}

/* A mount can be copied only in its own mount namespace: open_tree(2). */
static _Noreturn void
send_shm(const struct record *d, int end)
{
	struct channel_message message = { .kind = CHANNEL_READY };
	struct container_mount m = { CONTAINER_MOUNT_NO_FDS,
		.source = "/dev/shm", .shallow = true,
		.flags = MS_NOSUID | MS_NODEV | MS_NOEXEC };
	int namespaces = CLONE_NEWNS | (geteuid() != 0 ? CLONE_NEWUSER : 0);

	if (join_process_differing(d->pidfd, CLONE_NEWNS) == 0)
		errx(EXIT_OURS,
		    "%s: it has no mount namespace of its own, but ours",
		    d->name);
	if (join_process(d->pidfd, namespaces) == -1)
		err(EXIT_OURS, "%s: its mounts", d->name);
	int shm = open_shm();
	if (shm == -1 && errno == EXDEV)
		errx(EXIT_OURS, "%s: its /dev/shm is not a tmpfs of its own",
		    d->name);
	if (shm == -1 || mount_clone(shm, "", &m) == -1 ||
	    channel_send(end, &message, m.mount_fd) == -1)
		err(EXIT_OURS, "%s: its /dev/shm", d->name);
	_exit(EXIT_SUCCESS);
}

/* Docker's rule, and but for the default docker's words. */
static void
must_share(const struct record *d)
{
	const char *mode = record_text(d, "HostConfig.IpcMode");

	if (strcmp(mode, "none") == 0 || strcmp(mode, "private") == 0)
		errx(EXIT_OURS,
		    "--ipc: %s shares nothing: it was started with --ipc %s "
		    "(use --ipc shareable)",
		    d->name, mode);
}

/* Returns the mount, a descriptor. */
static int
fetch_shm(const char *name)
{
	struct channel_message message;
	struct record d;
	int ends[2], tree;

	docker_must_run(&d, name);
	must_share(&d);
	if (channel_open(ends) == -1)
		err(EXIT_OURS, "socketpair");
	pid_t helper = fork();
	if (helper == 0)
		send_shm(&d, ends[1]);
	close(ends[1]);
	if (channel_receive(ends[0], &message, &tree) != 1 || tree == -1)
		exit(EXIT_OURS); /* the helper has said why */
	waitpid(helper, NULL, 0);
	close(ends[0]);
	record_close(&d);
	return tree;
}

void
cli_set_ipc(struct cli *cli, const struct cli_option *option, const char *value)
{
	struct container_spec *spec = &cli->spec;
	size_t i = 0;
	bool none = strcmp(value, "none") == 0,
	     host = strcmp(value, "host") == 0,
	     other = strncmp(value, "container:", 10) == 0;

	cli->ipc = value;
	if (none || strcmp(value, "shareable") == 0)
		value = "private";
	cli_set_namespace(cli, option, value);
	while (i < cli->first_mount &&
	       strcmp(spec->mounts[i].target, "/dev/shm") != 0)
		i++;
	if (i == cli->first_mount)
		return;
	if (none)
		cli_remove_mount(cli, i);
	if (host || other)
		spec->mounts[i] = (struct container_mount){
			.source = "/dev/shm",
			.target = "/dev/shm",
			.source_fd = -1,
			.mount_fd = other ? fetch_shm(value + 10) : -1,
		};
}
