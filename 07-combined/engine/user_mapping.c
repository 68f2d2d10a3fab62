/* Whose users the container's are: user_namespaces(7). */
#include "07-combined/engine/container.h"

#include "03-setns/join.h"
#include "common/list.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool
container_has_users(const struct container_spec *spec)
{
	if (spec->join_pid != 0)
		return join_process_differing(
			   spec->join_pidfd, CLONE_NEWUSER) == CLONE_NEWUSER;
	return spec->namespaces & CLONE_NEWUSER ||
	       container_joins(spec, CLONE_NEWUSER);
}

int
container_find_root(pid_t pid, const char *map, unsigned int *root)
{
	char path[64];
	unsigned int inside, outside;

	snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, map);
	FILE *file = fopen(path, "re");
	if (file == NULL)
		return -1;
	while (fscanf(file, "%u %u %*u", &inside, &outside) == 2)
		if (inside == 0)
			*root = outside;
	fclose(file);
	return 0;
}

/* Without group 5 there is no group tty to give terminals to. */
static void
drop_group_tty(struct container_spec *spec)
{
	for (size_t i = 0; i < spec->nmounts; i++)
		if (strcmp(spec->mounts[i].target, "/dev/pts") == 0)
			spec->mounts[i].data = "newinstance,ptmxmode=0666";
}

/* Of one file: the user, root inside, and the ranges that the file gives. */
struct map {
	struct ns_range *ranges;
	size_t n;
};

static int
read_map(struct map *map, unsigned int own, const char *file)
{
	struct ns_range range = { 0, own, 1 };

	if (LIST_ADD(map->ranges, map->n, &range) == -1)
		return -1;
	if (ns_subid_ranges(file, geteuid(), &map->ranges, &map->n) == 0)
		return 0;
	/* Nothing is there: the user alone. */
	return errno == ENOMEM ? -1 : 0;
}

/* Without ranges of both kinds, or what may write them, the user is alone. */
static bool
has_more(const struct map *uids, const struct map *gids)
{
	return uids->n > 1 && gids->n > 1 &&
	       access("/usr/bin/newuidmap", X_OK) == 0;
}

int
container_map_users(struct container_spec *spec)
{
	struct map uids = { 0 }, gids = { 0 };

	/* Root's get theirs once the name is theirs: docker/user_ranges.h. */
	if (geteuid() == 0)
		return 0;
	/* Another container's, where its namespaces are joined. */
	if (!container_has_users(spec))
		spec->namespaces |= CLONE_NEWUSER;
	if (read_map(&uids, geteuid(), "/etc/subuid") == -1 ||
	    read_map(&gids, getegid(), "/etc/subgid") == -1)
		return -1;
	if (!has_more(&uids, &gids)) {
		uids.n = gids.n = 1;
		drop_group_tty(spec);
	}
	if (!(spec->namespaces & CLONE_NEWUSER)) {
		free(uids.ranges);
		free(gids.ranges);
		return 0;
	}
	spec->uids = uids.ranges;
	spec->nuids = uids.n;
	spec->gids = gids.ranges;
	spec->ngids = gids.n;
	return 0;
}
