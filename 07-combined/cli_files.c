/* Options about files: volumes, tmpfs, devices. */
#include "07-combined/cli.h"

#include "common/exits.h"
#include "common/options.h"

#include <err.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

static struct container_mount *
new_mount(struct container *c, const char *target)
{
	if (target == NULL || target[0] != '/')
		options_wrong("'%s' is not an absolute path in the container",
		    target ? target : "");
	if (c->nmounts == CONTAINER_MAX)
		options_wrong("more than %d mounts", CONTAINER_MAX);
	c->mounts[c->nmounts] =
	    (struct container_mount){ .target = target, .tree = -1 };
	return &c->mounts[c->nmounts++];
}

/* The host's path, made absolute: it may be asked for as "./src". */
static const char *
host_path(const char *path)
{
	char *absolute = realpath(path, NULL);

	if (absolute == NULL)
		err(EXIT_OURS, "%s", path);
	return absolute;
}

static void
set_volume(struct cli *cli, const struct cli_option *option, const char *value)
{
	char *target, *how;
	char *source = cli_split(value, ':', &target);

	(void)option;
	if (target == NULL)
		options_wrong("'%s' is no SOURCE:TARGET[:ro]", value);
	target = cli_split(target, ':', &how);
	struct container_mount *m = new_mount(&cli->container, target);
	m->source = host_path(source);
	if (how != NULL && strcmp(how, "ro") == 0)
		m->flags = MS_RDONLY;
	else if (how != NULL && strcmp(how, "rw") != 0)
		options_wrong("'%s' is neither ro nor rw", how);
}

/* type=bind,source=…,target=…,readonly as docker-run(1) has it. */
static void
set_mount(struct cli *cli, const struct cli_option *option, const char *value)
{
	char *rest = strdup(value), *word;
	const char *type = "bind", *source = NULL, *target = NULL;
	unsigned long flags = 0;

	(void)option;
	if (rest == NULL)
		err(EXIT_OURS, "out of memory");
	while ((word = strsep(&rest, ",")) != NULL) {
		char *setting;
		const char *key = cli_split(word, '=', &setting);

		if (strcmp(key, "type") == 0)
			type = setting;
		else if (strcmp(key, "source") == 0 || strcmp(key, "src") == 0)
			source = setting;
		else if (strcmp(key, "target") == 0 ||
			 strcmp(key, "dst") == 0 ||
			 strcmp(key, "destination") == 0)
			target = setting;
		else if (strcmp(key, "readonly") == 0 || strcmp(key, "ro") == 0)
			flags = MS_RDONLY;
		else
			options_wrong("--mount: unknown word '%s'", word);
	}
	struct container_mount *m = new_mount(&cli->container, target);
	m->flags = flags;
	if (type != NULL && strcmp(type, "tmpfs") == 0) {
		m->source = m->type = "tmpfs";
		m->flags |= MS_NOSUID | MS_NODEV;
	} else if (type != NULL && strcmp(type, "bind") == 0 &&
		   source != NULL) {
		m->source = host_path(source);
	} else {
		options_wrong("--mount: type=bind needs source=, else "
			      "type=tmpfs");
	}
}

static void
set_tmpfs(struct cli *cli, const struct cli_option *option, const char *value)
{
	char *data;
	char *target = cli_split(value, ':', &data);
	struct container_mount *m = new_mount(&cli->container, target);

	(void)option;
	m->source = m->type = "tmpfs";
	m->flags = MS_NOSUID | MS_NODEV | MS_NOEXEC;
	m->data = data;
}

static void
set_device(struct cli *cli, const struct cli_option *option, const char *value)
{
	struct container *c = &cli->container;
	struct stat st;

	(void)option;
	if (stat(value, &st) == -1)
		err(EXIT_OURS, "device %s", value);
	if (!S_ISCHR(st.st_mode) && !S_ISBLK(st.st_mode))
		errx(EXIT_OURS, "%s is not a device", value);
	if (strncmp(value, "/dev/", 5) != 0)
		options_wrong("the device '%s' is not below /dev", value);
	if (c->ndevices == CONTAINER_MAX)
		options_wrong("more than %d devices", CONTAINER_MAX);
	c->devices[c->ndevices++] = (struct container_device){ .path = value,
		.mode = st.st_mode,
		.major = major(st.st_rdev),
		.minor = minor(st.st_rdev),
		.tree = -1 };
	/* Its cgroup has to let it be opened, too. */
	if (c->nrules > 0 && c->nrules < sizeof(c->rules) / sizeof(c->rules[0]))
		c->rules[c->nrules++] =
		    (struct device_rule){ true, S_ISCHR(st.st_mode) ? 'c' : 'b',
			    major(st.st_rdev), minor(st.st_rdev), "rwm" };
}

static void
set_read_only(
    struct cli *cli, const struct cli_option *option, const char *value)
{
	(void)option, (void)value;
	cli->container.read_only = true;
}

const struct cli_option cli_files[] = {
	{ "volume", 'v', "HOST:DIR[:ro]", "a directory or file of the host",
	    set_volume, 0, false },
	{ "mount", 0, "WORDS", "the same: type=bind,source=,target=[,readonly]",
	    set_mount, 0, false },
	{ "tmpfs", 0, "DIR[:OPTIONS]", "an empty directory in memory",
	    set_tmpfs, 0, false },
	{ "device", 0, "PATH", "a device of the host", set_device, 0, false },
	{ "read-only", 0, NULL, "the root cannot be written to", set_read_only,
	    0, false },
	{ 0 },
};
