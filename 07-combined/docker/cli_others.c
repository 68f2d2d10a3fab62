/*
 * What shows a namespace that is not the container's own. A file system that shows
 * one is mounted only by the owner of it: user_namespaces(7). So a container with users
 * of its own and, say, the host's network has the host's /sys, as with podman.
 */
#include "07-combined/docker/cli.h"

#include "07-combined/docker/cli_volumes.h"

#include <linux/magic.h>
#include <sched.h>
#include <stddef.h>
#include <string.h>
#include <sys/vfs.h>

#define MQUEUE_MAGIC 0x19800202 /* ipc/mqueue.c of the kernel */

static const struct shown {
	const char *type, *path;
	int flag;
	long magic;
} all[] = {
	{ "proc", "/proc", CLONE_NEWPID, PROC_SUPER_MAGIC },
	{ "sysfs", "/sys", CLONE_NEWNET, SYSFS_MAGIC },
	{ "mqueue", "/dev/mqueue", CLONE_NEWIPC, MQUEUE_MAGIC },
};

static const struct shown *
find(const char *type)
{
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (type != NULL && strcmp(all[i].type, type) == 0)
			return &all[i];
	return NULL;
}

/* The queues of another container are not the host's, and the host may show none. */
static bool
is_there(const struct cli *cli, const struct shown *shown)
{
	struct statfs fs;

	if (shown->flag == CLONE_NEWIPC &&
	    container_joins(&cli->spec, CLONE_NEWIPC))
		return false;
	return statfs(shown->path, &fs) == 0 && fs.f_type == shown->magic;
}

void
cli_settle_others(struct cli *cli)
{
	struct container_spec *spec = &cli->spec;

	if (!(spec->namespaces & CLONE_NEWUSER))
		return;
	for (size_t i = 0; i < cli->first_mount;) {
		struct container_mount *m = &spec->mounts[i];
		const struct shown *shown = find(m->type);

		i++;
		if (shown == NULL || spec->namespaces & shown->flag)
			continue;
		/* The engine finds another container's: joined_proc.h. */
		if (shown->flag == CLONE_NEWPID &&
		    container_joins(spec, CLONE_NEWPID))
			continue;
		if (!is_there(cli, shown)) {
			cli_remove_mount(cli, --i);
			continue;
		}
		m->type = NULL;
		cli_bind_path(m, shown->path);
	}
}
