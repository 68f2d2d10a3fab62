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
	for (size_t i = 0; i < spec->njoined; i++)
		if (spec->joined[i].flag == CLONE_NEWUSER)
			return true;
	return spec->namespaces & CLONE_NEWUSER;
}

/* Without group 5 there is no group tty to give terminals to. */
static void
drop_group_tty(struct container_spec *spec)
{
	for (size_t i = 0; i < spec->nmounts; i++)
		if (strcmp(spec->mounts[i].target, "/dev/pts") == 0)
			spec->mounts[i].data = "newinstance,ptmxmode=0666";
}

/* Is there more to the user namespace than its maker? */
static bool
has_subids(struct ns_range *uids, struct ns_range *gids)
{
	return access("/usr/bin/newuidmap", X_OK) == 0 &&
	       ns_subid_range("/etc/subuid", geteuid(), uids) == 0 &&
	       ns_subid_range("/etc/subgid", geteuid(), gids) == 0;
}

static int
add_range(struct ns_range **ranges, size_t *n, struct ns_range range)
{
	return LIST_ADD(*ranges, *n, &range);
}

int
container_map_users(struct container_spec *spec)
{
	struct ns_range uids = { .inside = 1 }, gids = { .inside = 1 };
	bool root = geteuid() == 0;

	/* Another container's, where its namespaces are joined. */
	if (!root && !container_has_users(spec))
		spec->namespaces |= CLONE_NEWUSER;
	/* Root's get theirs once the name is theirs: docker/user_ranges.h. */
	if (root)
		return 0;
	bool more = has_subids(&uids, &gids);
	if (!more)
		drop_group_tty(spec);
	if (!(spec->namespaces & CLONE_NEWUSER))
		return 0;
	if (add_range(&spec->uids, &spec->nuids,
		(struct ns_range){ 0, geteuid(), 1 }) == -1 ||
	    add_range(&spec->gids, &spec->ngids,
		(struct ns_range){ 0, getegid(), 1 }) == -1)
		return -1;
	if (!more)
		return 0;
	if (add_range(&spec->uids, &spec->nuids, uids) == -1)
		return -1;
	return add_range(&spec->gids, &spec->ngids, gids);
}
