/* Whose users the container's are: user_namespaces(7). */
#include "07-combined/engine/container.h"

#include "03-setns/join.h"

#include <sched.h>
#include <string.h>
#include <unistd.h>

bool
container_has_users(const struct container *c)
{
	if (c->join_pid != 0)
		return join_process_differing(c->join_pidfd, CLONE_NEWUSER) ==
		       CLONE_NEWUSER;
	for (size_t i = 0; i < c->njoined; i++)
		if (c->joined[i].flag == CLONE_NEWUSER)
			return true;
	return c->namespaces & CLONE_NEWUSER;
}

/* Without group 5 there is no group tty to give terminals to. */
static void
drop_group_tty(struct container *c)
{
	for (size_t i = 0; i < c->nmounts; i++)
		if (strcmp(c->mounts[i].target, "/dev/pts") == 0)
			c->mounts[i].data = "newinstance,ptmxmode=0666";
}

/* Is there more to the user namespace than its maker? */
static bool
has_subids(struct ns_range *uids, struct ns_range *gids)
{
	return access("/usr/bin/newuidmap", X_OK) == 0 &&
	       ns_subid_range("/etc/subuid", geteuid(), uids) == 0 &&
	       ns_subid_range("/etc/subgid", geteuid(), gids) == 0;
}

void
container_map_users(struct container *c)
{
	struct ns_range uids = { .inside = 1 }, gids = { .inside = 1 };
	bool root = geteuid() == 0;

	/* Another container's, where its namespaces are joined. */
	if (!root && !container_has_users(c))
		c->namespaces |= CLONE_NEWUSER;
	/* Root's get theirs once the name is theirs: docker/user_ranges.h. */
	if (root)
		return;
	bool more = has_subids(&uids, &gids);
	if (!more)
		drop_group_tty(c);
	if (!(c->namespaces & CLONE_NEWUSER))
		return;
	c->uids[c->nuids++] = (struct ns_range){ 0, geteuid(), 1 };
	c->gids[c->ngids++] = (struct ns_range){ 0, getegid(), 1 };
	if (more) {
		c->uids[c->nuids++] = uids;
		c->gids[c->ngids++] = gids;
	}
}
