/* What the command line asks for. */
#ifndef CGROUPS_REQUEST_H
#define CGROUPS_REQUEST_H

#include "04-cgroups/cgroup.h"
#include "04-cgroups/devices.h"

struct request {
	const char *name; /* --name, or NULL */
	struct cgroup_limits limits;
	struct device_rule rules[64];
	size_t nrules; /* 0: all devices */
	bool limited;  /* there is any limit or rule */
};

/*
 * Reads options into *request: up to the command, or behind a verb (in argv[0])
 * all of them, wherever the names stand. These are at argv[optind] then. A
 * mistake is reported and exits, as does --help: options_common().
 */
void request_parse_run(int argc, char *argv[], struct request *request);
void request_parse_verb(int argc, char *argv[], struct request *request);

/*
 * Sets what was asked for, with docker's default for swap: twice the memory.
 * Returns 0, or -1 with errno as cgroup_set() and devices_limit().
 */
int request_set(const struct request *request, const struct cgroup *cgroup);

/*
 * Makes a cgroup with these limits, or reports what fails, leaves nothing
 * behind and exits. A name of NULL is one that nobody has, and that "cgroups
 * clean" finds when this process has been killed.
 */
void request_create(
    const struct request *request, struct cgroup *cgroup, const char *name);

#endif
