/*
 * A container's supervisor: the process that stays with it until its end.
 */
#include "07-combined/docker/supervisor.h"
#include "07-combined/docker/etc_files.h"
#include "07-combined/docker/logger.h"
#include "07-combined/docker/resident.h"
#include "07-combined/docker/user_ranges.h"
#include "07-combined/engine/channel.h"
#include "07-combined/engine/terminal.h"
#include "07-combined/image/image.h"
#include "07-combined/network/rootless.h"
#include "07-combined/store/data_directory.h"
#include "07-combined/store/state.h"
#include "common/command.h"
#include "common/exits.h"
#include "common/explain.h"
#include "common/failure.h"
#include "common/file.h"
#include "common/list.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Opens a file beside the state, to append to. Returns it, or -1 with errno. */
static int
create_file(const struct cli *cli, const char *file)
{
	char path[PATH_MAX];

	if (state_path(cli->name, file, path, sizeof(path)) == NULL)
		return failure_set("the directory of its state");
	int fd = open(
	    path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
	return fd == -1 ? failure_set("open(\"%s\")", path) : fd;
}

static int
join_network(const struct cli *cli, pid_t pid)
{
	if (strcmp(cli->network, "bridge") != 0)
		return 0;
	explain_phase("its network", 7);
	return geteuid() == 0 ? network_join(&cli->net, cli->name, pid)
			      : rootless_join(&cli->net, pid);
}

static int
hook(struct container *c, enum hook_stage stage, pid_t pid)
{
	return stage == HOOK_NAMESPACES ? join_network(c->spec->hook_data, pid)
					: 0;
}

/*
 * Containers with different users share a volume: on the disk its files are numbered
 * as inside, from 0, and the mount maps these numbers to this container's users.
 */
static void
map_volumes(struct container_spec *spec)
{
	for (size_t i = 0; i < spec->nmounts; i++) {
		struct container_mount *m = &spec->mounts[i];

		if (!m->map_if_able)
			continue;
		m->uids = spec->uids;
		m->nuids = spec->nuids;
		m->gids = spec->gids;
		m->ngids = spec->ngids;
	}
}

/* Chooses the users of the host for a user namespace of root's. */
static int
take_users(struct cli *cli)
{
	struct container_spec *spec = &cli->spec;

	if (geteuid() != 0 || !(spec->namespaces & CLONE_NEWUSER))
		return 0;
	struct ns_range uids, gids;
	if (users_reserve(cli->name, &uids, &gids) == -1 ||
	    LIST_ADD(spec->uids, spec->nuids, &uids) == -1)
		return -1;
	if (LIST_ADD(spec->gids, spec->ngids, &gids) == -1)
		return -1;
	map_volumes(spec);
	return 0;
}

/*
 * What overlayfs writes into belongs to the container's root, whatever its uid
 * outside; but for that, the directory that it is in is ours alone. A second
 * start finds what the first has made: owned by any of its users, as the
 * container may have given its "/" to one.
 */
static int
make_directory(const struct container_spec *spec, int dir, const char *name)
{
	struct stat st;
	bool other = geteuid() == 0 && spec->nuids > 0;

	if (mkdirat(dir, name, 0755) == -1 && errno != EEXIST)
		return failure_set("mkdirat(..., \"%s\")", name);
	if (!other)
		return 0;
	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) == -1)
		return failure_set("fstatat(..., \"%s\")", name);
	if (st.st_uid == 0) {
		if (fchownat(dir, name, spec->uids[0].outside,
			spec->gids[0].outside, AT_SYMLINK_NOFOLLOW) == -1)
			return failure_set("fchownat(..., \"%s\")", name);
		return 0;
	}
	if (st.st_uid - spec->uids[0].outside < spec->uids[0].count)
		return 0;
	errno = EPERM;
	return failure_set(
	    "\"%s\" belongs to user %u of the host", name, st.st_uid);
}

/* A directory for the container's log, and without --rm for its files. */
static int
make_layer(struct cli *cli)
{
	struct container_spec *spec = &cli->spec;
	char path[PATH_MAX], below[PATH_MAX + 8];

	if (take_users(cli) == -1)
		return -1;
	if (cli->remove && !cli->detach)
		return 0;
	data_path("containers", cli->name, path, sizeof(path));
	if (mkdir(path, 0700) == -1 && errno != EEXIST)
		return errno == EACCES || errno == EPERM
			   ? failure_set(
				 "mkdir(\"%s\") (is HOME another "
				 "user's? set HOME or COMBINED_DATA, or "
				 "run --rm)",
				 path)
			   : failure_set("mkdir(\"%s\")", path);
	snprintf(below, sizeof(below), "%s/root", path);
	if (symlink(state_root(), below) == -1 && errno != EEXIST)
		return failure_set("symlink(..., \"%s\")", below);
	if (cli->detach && logger_open(cli, path) == -1)
		return -1;
	if (cli->remove)
		return 0;
	if (image_note_layers(cli->image_entry, path) == -1)
		return failure_set("the layers of its image, in %s", path);
	spec->upper_dir = strdup(path);
	int dir = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (dir == -1)
		return failure_set("open(\"%s\")", path);
	int result = make_directory(spec, dir, "upper");
	if (result == 0)
		result = make_directory(spec, dir, "work");
	return file_close(dir, result);
}

/* Makes the empty file for the exit status. Returns a descriptor, or -1. */
static int
make_exit_file(const struct cli *cli)
{
	int end = create_file(cli, "exit");

	if (end != -1 && ftruncate(end, 0) == -1)
		return file_close(end, failure_set("ftruncate: its exit file"));
	return end;
}

static int
prepare(struct cli *cli)
{
	struct container_spec *spec = &cli->spec;

	spec->hook = hook;
	spec->hook_data = cli;
	if (strcmp(cli->network, "bridge") == 0 && geteuid() == 0 &&
	    network_reserve(&cli->net, cli->name) == -1)
		return failure_set("an address of the bridge's network");
	return make_layer(cli) == -1 ? -1 : etc_add(cli);
}

/* Once the state is written, later containers tell this one their address. */
static int
write_down(const struct cli *cli, struct container *c)
{
	const char *what = "its state";
	int result = record_write(cli, c);

	if (result == 0 && c->shared_file != -1) {
		what = "its /etc/hosts";
		result = network_tell(cli->name, cli->hosts, c->shared_file);
	}
	if (result == -1)
		snprintf(c->failure, sizeof(c->failure), "%s: %s", what,
		    strerror(errno));
	return result;
}

/* Creates the container, writes its state, and starts it. */
static int
begin(struct cli *cli, struct container *c, struct docker_report *report)
{
	int result = container_create(c);

	if (result == 0)
		result = write_down(cli, c);
	if (result == 0)
		result = container_start(c);
	/* By now the network program of a normal user has the ports. */
	if (geteuid() != 0)
		network_release_ports(&cli->net);
	report->status = result == 0 ? 0 : c->status;
	snprintf(report->text, sizeof(report->text), "%s%s%s", c->failure,
	    network_error()[0] ? ": " : "", network_error());
	return result;
}

/* A container that does not start leaves none. */
static void
remove_cidfile(const struct cli *cli)
{
	if (cli->cidfile != NULL && !cli->again)
		unlink(cli->cidfile);
}

/*
 * For a script that has to know the name that was made up. Before the start, as
 * docker: a container that the script cannot name is not started.
 */
static int
write_cidfile(const struct cli *cli)
{
	if (cli->cidfile == NULL || cli->again)
		return 0;
	FILE *file = fopen(cli->cidfile, "wxe");
	if (file == NULL)
		return failure_set("--cidfile %s", cli->cidfile);
	fputs(cli->name, file);
	if (fclose(file) == 0)
		return 0;
	failure_set("--cidfile %s", cli->cidfile);
	remove_cidfile(cli);
	return -1;
}

/* Says how the start went: to the process of run -d, or on stderr. */
static void
say(struct cli *cli, int to, const struct docker_report *report)
{
	if (to == -1) {
		if (report->status != 0)
			warnx("%s", report->text);
		return;
	}
	/* Without the report, run -d takes us for dead, and clears up. */
	if (write(to, report, sizeof(*report)) == -1 && errno != EPIPE)
		_exit(EXIT_OURS);
	close(to);
	logger_take_over(cli);
}

/* Opens the socket that combined attach connects to. */
static void
share_terminal(const struct cli *cli)
{
	char path[PATH_MAX];

	if (cli->detach && cli->spec.terminal &&
	    state_path(cli->name, "", path, sizeof(path)) != NULL)
		terminal_share(channel_listen(path));
}

/* Has the kernel killed a process in it for want of memory? */
static bool
is_oom_killed(const struct container *c)
{
	return c->has_cgroup && cgroup_oom_kills(&c->cgroup) > 0;
}

/* Stays with the container until its end. Returns its exit status. */
static int
accompany(struct cli *cli, struct container *c, int end)
{
	share_terminal(cli);
	if (!cli->detach)
		command_kill_at_third();
	/* With -t all keys go to the command, Ctrl-C too. */
	if (!cli->detach && !cli->tty)
		terminal_kill_at_third();
	if (cli->detach)
		resident_give_back();
	int status = cli->detach ? logger_wait(cli, c) : container_wait(c);
	int lock = state_lock(cli->name);
	bool oom_killed = is_oom_killed(c);
	container_remove(c);
	rootless_leave();
	network_leave(cli->name);
	network_release_ports(&cli->net);
	if (dprintf(end, "%d\n%s", status, oom_killed ? RECORD_OOM : "") < 0)
		warn("writing down the exit status");
	if (cli->remove)
		(c->has_cgroup ? record_remove : record_remove_ended)(
		    cli->name);
	close(lock);
	return status;
}

/* Reports a failure, and removes a new container; one that was there stays. */
static int
refuse(struct cli *cli, int lock, int to)
{
	struct docker_report report = { .status = EXIT_OURS };

	snprintf(report.text, sizeof(report.text), "%s", network_error());
	if (!cli->again)
		record_remove(cli->name);
	close(lock);
	say(cli, to, &report);
	return report.status;
}

int
docker_supervise(struct cli *cli, int lock, int to)
{
	struct container c;
	struct docker_report report = { .status = EXIT_OURS };

	container_init(&c, &cli->spec);
	if (network_hold_ports(&cli->net, geteuid() != 0) == -1)
		return refuse(cli, lock, to);
	int end = make_exit_file(cli);
	if (end == -1 || prepare(cli) == -1 || write_cidfile(cli) == -1)
		snprintf(report.text, sizeof(report.text), "%s: %s: %s",
		    cli->name, failure_text(), strerror(errno));
	else if (begin(cli, &c, &report) == 0) {
		close(lock);
		say(cli, to, &report);
		return accompany(cli, &c, end);
	} else {
		remove_cidfile(cli);
	}
	container_remove(&c);
	rootless_leave();
	if (!cli->again)
		record_remove(cli->name);
	else if (end != -1 && dprintf(end, "%d\n", report.status) > 0)
		network_leave(cli->name);
	network_release_ports(&cli->net);
	close(lock);
	say(cli, to, &report);
	return report.status;
}
