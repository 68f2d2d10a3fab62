/* Options about what the container sees of its own: its namespaces. */
#include "03-setns/join.h"
#include "07-combined/docker/cli.h"
#include "07-combined/docker/docker_options.h"
#include "07-combined/engine/namespaced.h"
#include "common/exits.h"
#include "common/list.h"
#include "common/options.h"

#include <err.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Both names: uname(2) has room for 64 bytes. */
static void
set_hostname(
    struct cli *cli, const struct cli_option *option, const char *value)
{
	if (strlen(value) > 64)
		options_wrong(
		    "--%s: the name has at most 64 characters", option->name);
	/* Docker's "" is the same as no such option. */
	value = value[0] != '\0' ? value : NULL;
	if (option->id == 'd')
		cli->spec.domainname = value;
	else
		cli->spec.hostname = value;
}

static void
set_sysctl(struct cli *cli, const struct cli_option *option, const char *value)
{
	struct container_spec *spec = &cli->spec;
	char *setting;
	const char *name = options_split(value, '=', &setting);

	(void)option;
	if (setting == NULL)
		options_wrong("--sysctl: '%s' is not NAME=VALUE", value);
	struct container_setting sysctl = { name, setting };
	if (LIST_ADD(spec->sysctls, spec->nsysctls, &sysctl) == -1)
		err(EXIT_OURS, "out of memory");
}

void
cli_check_settings(const struct container_spec *spec)
{
	char why[400];

	/* The words are Docker's. */
	if (!(spec->namespaces & CLONE_NEWUTS) && spec->hostname != NULL)
		options_wrong("conflicting options: hostname and the UTS mode");
	if (!(spec->namespaces & CLONE_NEWUTS) && spec->domainname != NULL)
		options_wrong(
		    "conflicting options: domainname and the UTS mode");
	if (namespaced_check(spec, why, sizeof(why)) == -1)
		options_wrong("%s", why);
}

const struct cli_option cli_namespaces[] = {
	{ "hostname", 'h', "NAME", "its hostname (default: its name)",
	    set_hostname, 0, CLI_RUN, "ns_set_hostname" },
	{ "domainname", 0, "NAME", "its NIS domain name", set_hostname, 'd',
	    CLI_RUN, "attributes_names" },
	{ "pid", 0, "private|host|container:NAME", "PIDs of its own (default)",
	    cli_set_namespace, CLONE_NEWPID, CLI_EMPTY, "ns_clone3 join_file" },
	{ "ipc", 0, "shareable|private|none|host|container:NAME",
	    "IPC and /dev/shm of its own (default: others may\n"
	    "                                 join them); none: without "
	    "/dev/shm",
	    cli_set_ipc, CLONE_NEWIPC, CLI_EMPTY,
	    "ns_clone3 join_file mount_clone" },
	{ "uts", 0, "private|host", "hostname of its own (default)",
	    cli_set_namespace, CLONE_NEWUTS, CLI_EMPTY, "ns_clone3" },
	{ "cgroupns", 0, "private|host", "view on cgroups (default: private)",
	    cli_set_namespace, CLONE_NEWCGROUP, CLI_EMPTY, "ns_unshare" },
	{ "userns", 0, "private|host",
	    "users that no other has (default: as root, no)", cli_set_namespace,
	    CLONE_NEWUSER, CLI_EMPTY, "ns_clone3 ns_map_ids" },
	{ "sysctl", 0, "NAME=VALUE", "a setting of its namespaces", set_sysctl,
	    0, CLI_RUN, "attributes_sysctls" },
	{ 0 },
};
