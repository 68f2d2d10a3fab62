/* Whose users the container's are: user_namespaces(7). */
#include "07-combined/docker/cli.h"
#include "07-combined/engine/init.h"

#include <sched.h>
#include <string.h>
#include <unistd.h>

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
cli_settle_users(struct container *c)
{
	struct ns_range uids = { .inside = 1 }, gids = { .inside = 1 };
	bool root = geteuid() == 0;

	/* Another container's, where its namespaces are joined. */
	if (!root && !container_has_users(c))
		c->namespaces |= CLONE_NEWUSER;
	/* Root's get theirs once the name is theirs: desk/users.h. */
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
