/* Options about what the container sees and may do. */
#include "07-combined/cli.h"
#include "07-combined/desk_request.h"
#include "07-combined/state.h"
#include "common/exits.h"
#include "common/options.h"

#include <arpa/inet.h>
#include <err.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
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

/*
 * One of a container that runs. Its file is held open: the container may end,
 * and another process get its PID.
 */
static void
join(struct container *c, int flag, const char *name)
{
	struct desk d;
	char path[64], *held;
	const char *file = NULL;

	if (c->njoined == NS_TYPES)
		options_wrong("too many namespaces to join");
	for (int i = 0; i < NS_TYPES; i++)
		if (ns_types[i].flag == flag)
			file = ns_types[i].file;
	desk_must_run(&d, name);
	snprintf(path, sizeof(path), "/proc/%d/ns/%s", (int)d.pid, file);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd == -1 || state_start_time(d.pid) == 0 ||
	    asprintf(&held, "/proc/self/fd/%d", fd) == -1)
		err(EXIT_OURS, "%s: %s", name, path);
	desk_close(&d);
	c->namespaces &= ~flag;
	c->joined[c->njoined++] = (struct container_namespace){ flag, held };
}

/* "host" is the caller's namespace, "private" (docker's default) a new one. */
static void
set_namespace(
    struct cli *cli, const struct cli_option *option, const char *value)
{
	if (strcmp(value, "host") == 0)
		cli->container.namespaces &= ~option->id;
	else if (strncmp(value, "container:", 10) == 0 &&
		 option->id & (CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC))
		join(&cli->container, option->id, value + 10);
	else if (strcmp(value, "private") == 0)
		cli->container.namespaces |= option->id;
	else
		options_wrong("--%s: '%s' is not one of %s", option->name,
		    value, option->value);
}

static void
set_network(struct cli *cli, const struct cli_option *option, const char *value)
{
	cli->network = value;
	if (strcmp(value, "none") == 0 || strcmp(value, "bridge") == 0)
		value = "private";
	else if (strcmp(value, "private") == 0)
		value = "?";
	set_namespace(cli, option, value);
}

static void
set_publish(struct cli *cli, const struct cli_option *option, const char *value)
{
	(void)option;
	if (network_parse_port(&cli->net, value) == -1)
		options_wrong(
		    "'%s' is no [ADDRESS:]HOST:INSIDE[/tcp|udp]", value);
}

static void
set_dns(struct cli *cli, const struct cli_option *option, const char *value)
{
	char address[16];

	(void)option;
	if (inet_pton(AF_INET, value, address) != 1 &&
	    inet_pton(AF_INET6, value, address) != 1)
		options_wrong("--dns: '%s' is no IP address", value);
	if (cli->ndns == sizeof(cli->dns) / sizeof(cli->dns[0]))
		options_wrong("more than %zu name servers", cli->ndns);
	cli->dns[cli->ndns++] = value;
}

static void
set_host(struct cli *cli, const struct cli_option *option, const char *value)
{
	char *text, *address, number[16];
	size_t n = 0;

	(void)option;
	text = cli_split(value, ':', &address);
	if (text[0] == '\0' || address == NULL ||
	    (inet_pton(AF_INET, address, number) != 1 &&
		inet_pton(AF_INET6, address, number) != 1))
		options_wrong("--add-host: '%s' is no NAME:ADDRESS", value);
	while (cli->hosts[n] != NULL)
		n++;
	if (n == CONTAINER_MAX - 1)
		options_wrong("more than %zu hosts", n);
	cli->hosts[n] = strdup(value);
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
	    set_hostname, 0, false },
	{ "network", 0, "none|bridge|host|container:NAME",
	    "of its own: the loopback alone (default)\n"
	    "                                 or a way out; or another's",
	    set_network, CLONE_NEWNET, false },
	{ "net", 0, "...", "the same", set_network, CLONE_NEWNET, false },
	{ "publish", 'p', "HOST:INSIDE", "a port of the host leads to it",
	    set_publish, 0, false },
	{ "dns", 0, "ADDRESS", "a name server, in its /etc/resolv.conf",
	    set_dns, 0, false },
	{ "add-host", 0, "NAME:ADDRESS", "a line of its /etc/hosts", set_host,
	    0, false },
	{ "pid", 0, "private|host|container:NAME", "PIDs of its own (default)",
	    set_namespace, CLONE_NEWPID, false },
	{ "ipc", 0, "private|host|container:NAME",
	    "System V IPC of its own (default)", set_namespace, CLONE_NEWIPC,
	    false },
	{ "uts", 0, "private|host", "hostname of its own (default)",
	    set_namespace, CLONE_NEWUTS, false },
	{ "cgroupns", 0, "private|host", "view on cgroups (default: private)",
	    set_namespace, CLONE_NEWCGROUP, false },
	{ "userns", 0, "private|host",
	    "users of its own (default: as root, no)", set_namespace,
	    CLONE_NEWUSER, false },
	{ "cap-add", 0, "LIST", "capabilities more than Docker's 14",
	    set_capabilities, 'a', false },
	{ "cap-drop", 0, "LIST", "capabilities less", set_capabilities, 'd',
	    false },
	{ "privileged", 0, NULL, "all capabilities, no filter, nothing masked",
	    set_privileged, 0, false },
	{ "security-opt", 0, "OPTION",
	    "no-new-privileges, seccomp=FILE|unconfined,\n"
	    "                                 apparmor=PROFILE|unconfined",
	    set_security, 0, false },
	{ "sysctl", 0, "NAME=VALUE", "a setting of its namespaces", set_sysctl,
	    0, false },
	{ 0 },
};
