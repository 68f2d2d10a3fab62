/* Options about what the container sees and may do. */
#include "07-combined/cli.h"

#include "common/options.h"

#include <sched.h>
#include <string.h>

static void
set_hostname(
    struct cli *cli, const struct cli_option *option, const char *value)
{
	(void)option;
	if (value[0] == '\0' || strlen(value) > 64)
		options_wrong("a hostname has 1 to 64 characters");
	cli->container.hostname = value;
}

/* "host" is the caller's namespace, "private" (docker's default) a new one. */
static void
set_namespace(
    struct cli *cli, const struct cli_option *option, const char *value)
{
	if (strcmp(value, "host") == 0)
		cli->container.namespaces &= ~option->id;
	else if (strcmp(value, "private") == 0 ||
		 (option->id == CLONE_NEWNET && strcmp(value, "none") == 0))
		cli->container.namespaces |= option->id;
	else
		options_wrong("--%s: '%s' is neither host nor %s", option->name,
		    value, option->id == CLONE_NEWNET ? "none" : "private");
}

static void
set_capabilities(
    struct cli *cli, const struct cli_option *option, const char *value)
{
	uint64_t *set = option->id == 'a' ? &cli->cap_add : &cli->cap_drop;

	if (caps_parse(value, set) == -1)
		options_wrong("'%s' is no capability", value);
}

static void
set_privileged(
    struct cli *cli, const struct cli_option *option, const char *value)
{
	(void)option, (void)value;
	cli->privileged = true;
}

static void
set_security(
    struct cli *cli, const struct cli_option *option, const char *value)
{
	(void)option;
	if (strncmp(value, "seccomp=", 8) == 0)
		cli->seccomp = value + 8;
	else if (strncmp(value, "apparmor=", 9) == 0)
		cli->apparmor = value + 9;
	else if (strcmp(value, "no-new-privileges") == 0 ||
		 strcmp(value, "no-new-privileges=true") == 0)
		cli->container.no_new_privs = true;
	else
		options_wrong("--security-opt: '%s' is none of seccomp=, "
			      "apparmor=, no-new-privileges",
		    value);
}

/* Only what belongs to a namespace: the rest would be the host's. */
static void
set_sysctl(struct cli *cli, const struct cli_option *option, const char *value)
{
	static const struct {
		const char *prefix;
		int namespace;
	} ours[] = {
		{ "net.", CLONE_NEWNET },
		{ "kernel.msg", CLONE_NEWIPC },
		{ "kernel.sem", CLONE_NEWIPC },
		{ "kernel.shm", CLONE_NEWIPC },
		{ "fs.mqueue.", CLONE_NEWIPC },
	};
	struct container *c = &cli->container;
	char *setting;
	const char *name = cli_split(value, '=', &setting);
	size_t i = 0;

	(void)option;
	if (setting == NULL || strchr(name, '/') != NULL)
		options_wrong("'%s' is no NAME=VALUE", value);
	while (i < 5 &&
	       (strncmp(name, ours[i].prefix, strlen(ours[i].prefix)) != 0 ||
		   !(c->namespaces & ours[i].namespace)))
		i++;
	if (i == 5)
		options_wrong("'%s' is not a setting of the container's "
			      "namespaces",
		    name);
	if (c->nsysctls == CONTAINER_MAX)
		options_wrong("more than %d settings", CONTAINER_MAX);
	c->sysctls[c->nsysctls++] = (struct container_setting){ name, setting };
}

const struct cli_option cli_isolation[] = {
	{ "hostname", 'h', "NAME", "its hostname (default: its name)",
	    set_hostname, 0 },
	{ "network", 0, "none|host", "of its own, with a loopback (default)",
	    set_namespace, CLONE_NEWNET },
	{ "net", 0, "none|host", "the same", set_namespace, CLONE_NEWNET },
	{ "pid", 0, "private|host", "PIDs of its own (default)", set_namespace,
	    CLONE_NEWPID },
	{ "ipc", 0, "private|host", "System V IPC of its own (default)",
	    set_namespace, CLONE_NEWIPC },
	{ "uts", 0, "private|host", "hostname of its own (default)",
	    set_namespace, CLONE_NEWUTS },
	{ "cgroupns", 0, "private|host", "view on cgroups (default: private)",
	    set_namespace, CLONE_NEWCGROUP },
	{ "userns", 0, "private|host",
	    "users of its own (default: as root, no)", set_namespace,
	    CLONE_NEWUSER },
	{ "cap-add", 0, "LIST", "capabilities more than Docker's 14",
	    set_capabilities, 'a' },
	{ "cap-drop", 0, "LIST", "capabilities less", set_capabilities, 'd' },
	{ "privileged", 0, NULL, "all capabilities, no filter, nothing masked",
	    set_privileged, 0 },
	{ "security-opt", 0, "OPTION",
	    "no-new-privileges, seccomp=FILE|unconfined,\n"
	    "                                 apparmor=PROFILE|unconfined",
	    set_security, 0 },
	{ "sysctl", 0, "NAME=VALUE", "a setting of its namespaces", set_sysctl,
	    0 },
	{ 0 },
};
