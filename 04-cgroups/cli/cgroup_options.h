/* The command line of cgroups, without what a subcommand does. */
#ifndef CGROUP_OPTIONS_H
#define CGROUP_OPTIONS_H

#include "04-cgroups/cgroup.h"
#include "04-cgroups/devices.h"

struct cgroup_options {
	const char *name; /* --name, or NULL */
	struct cgroup_limits limits;
	struct device_rule *rules; /* common/list.h */
	size_t nrules;             /* 0: all devices */
	bool limited;              /* there is any limit or rule */
};

/*
 * Reads options into *asked, which keeps pointers into argv: up to the
 * command, or after a subcommand (in argv[0]) all of them, wherever the names
 * stand. argv[optind] is the command or the first name then. A mistake is
 * reported and exits, as does --help: options_common().
 */
void cgroup_options_parse(int argc, char *argv[], struct cgroup_options *asked);
void cgroup_options_parse_subcommand(
    int argc, char *argv[], struct cgroup_options *asked);

/*
 * Returns the limits that were asked for, with docker's default for swap: twice
 * the memory, where the kernel counts swap in this cgroup.
 */
struct cgroup_limits cgroup_options_limits(
    const struct cgroup_options *asked, const struct cgroup *cgroup);

/*
 * Denies the devices that the rules do not allow; does nothing without a rule.
 * Returns 0, or -1 with errno as devices_limit().
 */
int cgroup_options_limit_devices(
    const struct cgroup_options *asked, const struct cgroup *cgroup);

#endif
