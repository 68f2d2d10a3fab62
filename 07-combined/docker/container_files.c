#include "07-combined/docker/container_files.h"

#include "02-namespaces/ns.h"
#include "03-setns/join.h"
#include "07-combined/engine/busybox.h"
#include "07-combined/engine/namespace_child.h"
#include "07-combined/engine/overlay.h"
#include "07-combined/engine/rootfs.h"
#include "07-combined/image/image.h"
#include "common/exits.h"
#include "common/explain.h"
#include "common/failure.h"
#include "common/list.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* Root's have their users written down: ["0:1879048192:65536"]. */
static void
read_map(json_t *maps, const char *key, struct ns_range **ranges, size_t *n)
{
	const char *text =
	    json_string_value(json_array_get(json_object_get(maps, key), 0));
	struct ns_range range;

	if (text != NULL &&
	    sscanf(text, "%u:%u:%u", &range.inside, &range.outside,
		&range.count) == 3 &&
	    LIST_ADD(*ranges, *n, &range) == -1)
		err(EXIT_OURS, "out of memory");
}

/* What a container's files are stacked from, and whose they are. */
static void
describe(const struct record *d, struct container_spec *spec)
{
	json_t *rootfs = json_object_get(d->state, "Rootfs"),
	       *layer = json_object_get(d->state, "Layer"),
	       *maps = json_object_get(
		   json_object_get(d->state, "HostConfig"), "IDMappings");

	container_spec_init(spec);
	spec->rootfs = json_string_value(rootfs);
	if (image_hold(spec, json_object_get(d->state, "ImageLayers")) == -1)
		err(EXIT_OURS, "%s: its image", d->name);
	spec->upper_dir = json_string_value(layer);
	if (geteuid() != 0) {
		if (container_map_users(spec) == -1)
			err(EXIT_OURS, "out of memory");
		return;
	}
	read_map(maps, "UidMap", &spec->uids, &spec->nuids);
	read_map(maps, "GidMap", &spec->gids, &spec->ngids);
	if (spec->nuids > 0 && spec->ngids > 0)
		spec->namespaces |= CLONE_NEWUSER;
}

/* The namespaces of what runs. Its pidfd leads to no other process. */
static void
join(const struct record *d, bool users)
{
	int flags = CLONE_NEWNS | (users ? CLONE_NEWUSER : 0);

	if (join_process_differing(d->pidfd, CLONE_NEWNS) == 0)
		errx(EXIT_OURS,
		    "%s: it has no mount namespace of its own, but ours",
		    d->name);
	if (join_process(d->pidfd, flags) == -1 ||
	    (users && join_become_root() == -1))
		err(EXIT_OURS, "%s: its mounts", d->name);
}

/* What files_fork() and files_enter() are at. */
static struct container_spec described;
static struct container stack;
static bool as_inside;

/* In a mount namespace for the stack, and with its users if they are wanted. */
static pid_t
spawn_for_stack(void)
{
	static struct container_spec spawned;

	container_init(&stack, &described);
	if (geteuid() == 0 && overlay_clone_layers(&stack) == -1)
		return -1;
	spawned = described;
	if (geteuid() == 0 && !as_inside)
		spawned.namespaces = spawned.nuids = spawned.ngids = 0;
	return namespace_child_fork(&spawned);
}

pid_t
files_fork(const struct record *d, bool inside)
{
	as_inside = inside;
	if (d->pid != 0) {
		pid_t pid = fork();
		return pid == -1 ? failure_set("fork") : pid;
	}
	describe(d, &described);
	return spawn_for_stack();
}

void
files_enter(const struct record *d)
{
	if (d->pid != 0) {
		join(d, as_inside || geteuid() != 0);
		return;
	}
	if (rootfs_prepare(&stack) == -1)
		namespace_child_failed(failure_text());
	if (!as_inside)
		return;
	explain("the files as they were at its end", "chroot(\".\")");
	if (chroot(".") == -1)
		namespace_child_failed("chroot");
}

int
files_wait(pid_t pid)
{
	int status;

	if (pid == -1)
		err(EXIT_OURS, "%s", failure_text());
	if (waitpid(pid, &status, 0) == -1)
		err(EXIT_OURS, "a process for its files");
	return WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_OURS;
}

int
files_compare(const struct record *d, int (*work)(int image, int upper))
{
	static struct container_spec spec;
	static struct container compared;
	int status;

	describe(d, &spec);
	container_init(&compared, &spec);
	/* Comparing names is all: root need not become the container's user. */
	if (geteuid() == 0)
		spec.namespaces = spec.nuids = spec.ngids = 0;
	if (spec.upper_dir == NULL)
		errx(
		    EXIT_OURS, "%s: run --rm keeps none of its files", d->name);
	pid_t pid = namespace_child_fork(&spec);
	if (pid == -1)
		err(EXIT_OURS, "%s", failure_text());
	if (pid == 0) {
		int layer = open(spec.upper_dir, O_PATH | O_CLOEXEC);
		spec.upper_dir = NULL;
		if (rootfs_prepare(&compared) == -1)
			namespace_child_failed(failure_text());
		int image = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC),
		    upper = openat(
			layer, "upper", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (image == -1 || upper == -1)
			err(EXIT_OURS, "%s", d->name);
		_exit(work(image, upper));
	}
	if (waitpid(pid, &status, 0) == -1 || !WIFEXITED(status))
		return EXIT_OURS;
	return WEXITSTATUS(status);
}
