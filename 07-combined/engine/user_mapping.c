/* Whose users the container's are: user_namespaces(7). */
#include "07-combined/engine/container.h"

#include "03-setns/join.h"
#include "common/list.h"

#include <sched.h>
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

/* Without group 5 there is no group tty to give terminals to. */
static void
drop_group_tty(struct container_spec *spec)
{
	for (size_t i = 0; i < spec->nmounts; i++)
		if (strcmp(spec->mounts[i].target, "/dev/pts") == 0)
			spec->mounts[i].data = "newinstance,ptmxmode=0666";
}

/* Adds the user, root inside, and behind them the ranges that a file gives. */
static int
add_ranges(
    struct ns_range **ranges, size_t *n, unsigned int own, const char *file)
{
	struct ns_range range = { 0, own, 1 };

	if (LIST_ADD(*ranges, *n, &range) == -1)
		return -1;
	if (file == NULL)
		return 0;
	range.inside = 1;
	for (size_t i = 0; ns_subid_range(file, geteuid(), i, &range) == 0;
	     i++) {
		if (LIST_ADD(*ranges, *n, &range) == -1)
			return -1;
		range.inside += range.count;
	}
	return 0;
}

/* Is there more to the user namespace than its maker? */
static bool
has_subids(void)
{
	struct ns_range range;

	return access("/usr/bin/newuidmap", X_OK) == 0 &&
	       ns_subid_range("/etc/subuid", geteuid(), 0, &range) == 0 &&
	       ns_subid_range("/etc/subgid", geteuid(), 0, &range) == 0;
}

int
container_map_users(struct container_spec *spec)
{
	bool root = geteuid() == 0;

	/* Another container's, where its namespaces are joined. */
	if (!root && !container_has_users(spec))
		spec->namespaces |= CLONE_NEWUSER;
	/* Root's get theirs once the name is theirs: docker/user_ranges.h. */
	if (root)
		return 0;
	bool more = has_subids();
	if (!more)
		drop_group_tty(spec);
	if (!(spec->namespaces & CLONE_NEWUSER))
		return 0;
	if (add_ranges(&spec->uids, &spec->nuids, geteuid(),
		more ? "/etc/subuid" : NULL) == -1)
		return -1;
	return add_ranges(
	    &spec->gids, &spec->ngids, getegid(), more ? "/etc/subgid" : NULL);
}
