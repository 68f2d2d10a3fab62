/* What is read from /proc and /sys, and of /etc, also a container's. */
#include "try.h"

#include "01-caps/cli/caps_show.h"
#include "01-caps/user.h"
#include "02-namespaces/cli/ns_show.h"
#include "02-namespaces/ns.h"
#include "04-cgroups/tree/hierarchy.h"
#include "05-seccomp/inspect/seccomp_show.h"
#include "06-apparmor/cli/stale_profiles.h"
#include "07-combined/docker/etc_files.h"
#include "07-combined/engine/resolve.h"
#include "07-combined/store/state.h"

#include <stdlib.h>
#include <string.h>

void
fuzz(void)
{
	static struct container container;
	static struct container_spec spec;
	static struct cli cli;
	struct hierarchy found[CGROUP_CONTROLLERS];
	struct caps_user user;
	struct seccomp_status status;
	struct ns_show show;
	struct ns_range *ranges = NULL;
	size_t nranges = 0;
	char name[300];

	memset(&cli, 0, sizeof(cli));
	container_spec_init(&spec);
	container_init(&container, &spec);
	cli.name = cli.network = "fuzz";
	hierarchy_find(found);
	state_start_time(1);
	if (user_find("name:group", &user) == 0)
		user_release(&user);
	if (user_find("1000", &user) == 0)
		user_release(&user);
	resolve_user(&container, &user);
	resolve_home(&container, 1000);
	free(container.env);
	ns_subid_ranges("/etc/subuid", 1000, &ranges, &nranges);
	free(ranges);
	seccomp_show_read(1, &status);
	ns_show_read(1, &show);
	stale_profiles_find(name, sizeof(name));
	etc_add(&cli);
	for (size_t i = 0; i < cli.spec.nfiles; i++)
		free((char *)cli.spec.files[i].text);
	free(cli.spec.files);
	try_limits(
	    &(struct cgroup_limits){ .memory_swap = 1, .cpu_period = 1 });
	caps_show(1);
}
