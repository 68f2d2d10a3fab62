#include "07-combined/docker/orphans.h"

#include "07-combined/docker/docker.h"
#include "07-combined/docker/user_ranges.h"
#include "07-combined/engine/apparmor_default.h"
#include "07-combined/network/ipam.h"
#include "07-combined/network/links.h"
#include "07-combined/network/network.h"
#include "07-combined/network/nftables.h"
#include "07-combined/store/state.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int
remove_profile(const char *name)
{
	if (apparmor_default_clear() == 0)
		return 0;
	warn("AppArmor profile %s", name);
	return -1;
}

static void
each_profile(const struct orphans_search *s)
{
	if (apparmor_default_is_orphan())
		s->visit(
		    &(struct orphan){ PROFILE_DEFAULT,
			"an AppArmor profile of no container", remove_profile },
		    s->data);
}

static int
remove_rules(const char *name)
{
	if (network_drop_all_rules() == 0)
		return 0;
	warnx("nftables, table %s: %s", name, network_error());
	return -1;
}

/* The rules go with the bridge, and so with the table of addresses. */
static void
each_rules(const struct orphans_search *s)
{
	if (!ipam_exists() && network_has_rules())
		s->visit(&(struct orphan){ NETWORK_TABLE,
			     "rules of no container", remove_rules },
		    s->data);
}

static int
remove_bridge(const char *name)
{
	if (links_remove(name) == 0)
		return 0;
	warn("%s", name);
	return -1;
}

/* As long as a container is on it there is a table of their addresses. */
static void
each_bridge(const struct orphans_search *s)
{
	if (if_nametoindex(NETWORK_BRIDGE) != 0 && !ipam_exists())
		s->visit(&(struct orphan){ NETWORK_BRIDGE,
			     "a bridge of no container", remove_bridge },
		    s->data);
}

static int
remove_users(const char *link)
{
	if (users_remove(link) == 0)
		return 0;
	warn("%s", link);
	return -1;
}

static void
visit_users(const char *link, void *data)
{
	const struct orphans_search *s = data;

	s->visit(
	    &(struct orphan){ link, "users of no container", remove_users },
	    s->data);
}

void
orphans_each(void (*visit)(const struct orphan *stray, void *data), void *data)
{
	struct orphans_search s = { visit, data };

	orphans_cgroups(&s);
	if (geteuid() != 0)
		return;
	each_profile(&s);
	each_rules(&s);
	each_bridge(&s);
	if (users_each_stray(visit_users, &s) == -1)
		warn("the users of containers");
}
