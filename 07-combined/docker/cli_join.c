/*
 * Namespaces that the container does not have for itself: "host",
 * "container:X".
 */
#include "03-setns/join.h"
#include "07-combined/docker/cli.h"
#include "07-combined/docker/docker_options.h"
#include "common/exits.h"
#include "common/options.h"

#include <err.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/*
 * One of a container that runs. Its file is held open: the container may end,
 * and another process get its PID.
 */
static void
join_one(struct container_spec *spec, int flag, const struct record *d)
{
	char path[64], *held;
	const char *file = NULL;

	if (container_joins(spec, flag))
		return;
	for (int i = 0; i < NS_TYPES; i++)
		if (ns_types[i].flag == flag)
			file = ns_types[i].file;
	snprintf(path, sizeof(path), "/proc/%d/ns/%s", (int)d->pid, file);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd == -1 || join_check(d->pidfd) == -1 ||
	    asprintf(&held, "/proc/self/fd/%d", fd) == -1)
		err(EXIT_OURS, "%s: %s", d->name, path);
	spec->namespaces &= ~flag;
	spec->joined[spec->njoined++] =
	    (struct container_namespace){ flag, held };
}

/*
 * A normal user has power over the namespaces of another container only as root
 * of its user namespace, which owns them.
 */
static void
join(struct cli *cli, int flag, const char *name)
{
	struct record d;

	docker_must_run(&d, name);
	join_one(&cli->spec, flag, &d);
	if (geteuid() != 0)
		join_one(&cli->spec, CLONE_NEWUSER, &d);
	/* Under another profile AppArmor would hide its processes from us. */
	if (flag == CLONE_NEWPID && cli->apparmor == NULL &&
	    record_text(&d, "Config.AppArmor")[0] != '\0')
		cli->apparmor = strdup(record_text(&d, "Config.AppArmor"));
	record_close(&d);
}

static void __attribute__((noreturn))
refuse(const struct cli_option *option, const char *value)
{
	struct suggestion s;

	suggest_for(&s, value);
	suggest_consider_list(&s, option->value, '|');
	options_wrong("--%s: '%s' is not one of %s%s", option->name, value,
	    option->value, suggest_text(&s));
}

/* "host" is the caller's namespace, "private" (docker's default) a new one. */
void
cli_set_namespace(
    struct cli *cli, const struct cli_option *option, const char *value)
{
	if (strcmp(value, "host") == 0)
		cli->spec.namespaces &= ~option->id;
	else if (strncmp(value, "container:", 10) == 0 &&
		 option->id & (CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC))
		join(cli, option->id, value + 10);
	else if (strcmp(value, "private") == 0)
		cli->spec.namespaces |= option->id;
	else
		refuse(option, value);
}
