/* Options about what the container sees of its own: its namespaces. */
#include "03-setns/join.h"
#include "07-combined/docker/cli.h"
#include "07-combined/docker/docker_options.h"
#include "07-combined/engine/namespaced.h"
#include "common/exits.h"
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
	if (value[0] == '\0' || strlen(value) > 64)
		options_wrong("a %s has 1 to 64 characters", option->name);
	if (option->id == 'd')
		cli->container.domainname = value;
	else
		cli->container.hostname = value;
}

static bool
is_joined(const struct container *c, int flag)
{
	for (size_t i = 0; i < c->njoined; i++)
		if (c->joined[i].flag == flag)
			return true;
	return false;
}

/*
 * One of a container that runs. Its file is held open: the container may end,
 * and another process get its PID.
 */
static void
join_one(struct container *c, int flag, const struct record *d)
{
	char path[64], *held;
	const char *file = NULL;

	if (is_joined(c, flag))
		return;
	if (c->njoined == NS_TYPES)
		options_wrong("too many namespaces to join");
	for (int i = 0; i < NS_TYPES; i++)
		if (ns_types[i].flag == flag)
			file = ns_types[i].file;
	snprintf(path, sizeof(path), "/proc/%d/ns/%s", (int)d->pid, file);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd == -1 || join_check(d->pidfd) == -1 ||
	    asprintf(&held, "/proc/self/fd/%d", fd) == -1)
		err(EXIT_OURS, "%s: %s", d->name, path);
	c->namespaces &= ~flag;
	c->joined[c->njoined++] = (struct container_namespace){ flag, held };
}

/*
 * Whoever is not root has power over the namespaces of another container only
 * as root of its user namespace, which owns them.
 */
static void
join(struct cli *cli, int flag, const char *name)
{
	struct record d;

	docker_must_run(&d, name);
	join_one(&cli->container, flag, &d);
	if (geteuid() != 0)
		join_one(&cli->container, CLONE_NEWUSER, &d);
	/* Under another profile AppArmor would hide its processes from us. */
	if (flag == CLONE_NEWPID && cli->apparmor == NULL &&
	    record_text(&d, "Config.AppArmor")[0] != '\0')
		cli->apparmor = strdup(record_text(&d, "Config.AppArmor"));
	record_close(&d);
}

/* "host" is the caller's namespace, "private" (docker's default) a new one. */
void
cli_set_namespace(
    struct cli *cli, const struct cli_option *option, const char *value)
{
	if (strcmp(value, "host") == 0)
		cli->container.namespaces &= ~option->id;
	else if (strncmp(value, "container:", 10) == 0 &&
		 option->id & (CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC))
		join(cli, option->id, value + 10);
	else if (strcmp(value, "private") == 0)
		cli->container.namespaces |= option->id;
	else
		options_wrong("--%s: '%s' is not one of %s", option->name,
		    value, option->value);
}

static void
set_sysctl(struct cli *cli, const struct cli_option *option, const char *value)
{
	struct container *c = &cli->container;
	char *setting;
	const char *name = options_split(value, '=', &setting);

	(void)option;
	if (setting == NULL)
		options_wrong("'%s' is no NAME=VALUE", value);
	if (c->nsysctls == CONTAINER_MAX)
		options_wrong("more than %d settings", CONTAINER_MAX);
	c->sysctls[c->nsysctls++] = (struct container_setting){ name, setting };
}

void
cli_check_settings(const struct container *c)
{
	char why[400];

	/* The words are Docker's. */
	if (!(c->namespaces & CLONE_NEWUTS) && c->hostname != NULL)
		options_wrong("conflicting options: hostname and the UTS mode");
	if (!(c->namespaces & CLONE_NEWUTS) && c->domainname != NULL)
		options_wrong(
		    "conflicting options: domainname and the UTS mode");
	if (namespaced_check(c, why, sizeof(why)) == -1)
		options_wrong("%s", why);
}

const struct cli_option cli_namespaces[] = {
	{ "hostname", 'h', "NAME", "its hostname (default: its name)",
	    set_hostname, 0, false },
	{ "domainname", 0, "NAME", "its NIS domain name", set_hostname, 'd',
	    false },
	{ "pid", 0, "private|host|container:NAME", "PIDs of its own (default)",
	    cli_set_namespace, CLONE_NEWPID, false },
	{ "ipc", 0, "shareable|private|none|host|container:NAME",
	    "IPC and /dev/shm of its own (default: others may\n"
	    "                                 join them); none: without "
	    "/dev/shm",
	    cli_set_ipc, CLONE_NEWIPC, false },
	{ "uts", 0, "private|host", "hostname of its own (default)",
	    cli_set_namespace, CLONE_NEWUTS, false },
	{ "cgroupns", 0, "private|host", "view on cgroups (default: private)",
	    cli_set_namespace, CLONE_NEWCGROUP, false },
	{ "userns", 0, "private|host",
	    "users that no other has (default: as root, no)", cli_set_namespace,
	    CLONE_NEWUSER, false },
	{ "sysctl", 0, "NAME=VALUE", "a setting of its namespaces", set_sysctl,
	    0, false },
	{ 0 },
};
