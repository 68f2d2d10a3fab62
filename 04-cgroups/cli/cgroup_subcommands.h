/* The subcommands: cgroups create, set, attach, show and so on. */
#ifndef CGROUP_SUBCOMMANDS_H
#define CGROUP_SUBCOMMANDS_H

#include "04-cgroups/cgroup.h"

#include <stdbool.h>

/*
 * Does what the subcommand in argv[0] says to the cgroups that are named after
 * it. Returns false if argv[0] is not a subcommand; a failure is reported
 * and exits.
 */
bool cgroup_subcommand(int argc, char *argv[]);

/*
 * For a cgroup that could not be prepared, with errno of the failure: reports
 * the failure, removes the cgroup, and exits.
 */
_Noreturn void cgroup_give_up(const struct cgroup *cgroup);

#endif
