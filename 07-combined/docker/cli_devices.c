/* Options about devices. */
#include "07-combined/docker/cli.h"

#include "common/exits.h"
#include "common/list.h"
#include "common/options.h"

#include <err.h>
#include <ftw.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

/* The cgroup must allow the device, too; without rules it allows all. */
static void
permit(struct container_spec *spec, struct device_rule rule)
{
	if (spec->nrules == 0)
		return;
	if (LIST_ADD(spec->rules, spec->nrules, &rule) == -1)
		err(EXIT_OURS, "out of memory");
}

static void
set_rule(struct cli *cli, const struct cli_option *option, const char *value)
{
	struct device_rule rule;

	if (devices_parse(value, &rule) == -1)
		options_wrong("--%s: '%s' is not like 'c 10:200 rwm'",
		    option->name, value);
	permit(&cli->spec, rule);
}

static void
add_device(struct container_spec *spec, struct container_device device)
{
	if (LIST_ADD(spec->devices, spec->ndevices, &device) == -1)
		err(EXIT_OURS, "out of memory");
}

/* Where nftw(3) is to put what it finds. */
static struct container_spec *all;

static int
add_found(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)type, (void)at;
	/* A container's console is its own terminal. */
	if ((S_ISCHR(st->st_mode) || S_ISBLK(st->st_mode)) &&
	    strcmp(path, "/dev/console") != 0)
		add_device(all, (struct container_device){ .path = strdup(path),
				    .mode = st->st_mode,
				    .major = major(st->st_rdev),
				    .minor = minor(st->st_rdev) });
	return 0;
}

void
cli_add_all_devices(struct container_spec *spec)
{
	all = spec;
	/* Other file systems, such as /dev/pts, are the container's own. */
	if (nftw("/dev", add_found, 16, FTW_PHYS | FTW_MOUNT) == -1)
		err(EXIT_OURS, "/dev");
}

/* Is it one or more of the letters r, w and m, each at most once? */
static bool
is_access(const char *how)
{
	for (const char *c = how; *c != '\0'; c++)
		if (strchr("rwm", *c) == NULL || strchr(c + 1, *c) != NULL)
			return false;
	return how[0] != '\0';
}

/* HOST[:INSIDE][:HOW] */
static void
set_device(struct cli *cli, const struct cli_option *option, const char *value)
{
	struct container_spec *spec = &cli->spec;
	char *inside, *how = NULL;
	const char *path = options_split(value, ':', &inside);
	struct stat st;

	(void)option;
	if (inside != NULL)
		inside = options_split(inside, ':', &how);
	if (inside != NULL && how == NULL && is_access(inside)) {
		how = inside;
		inside = NULL;
	}
	if (how != NULL && !is_access(how))
		options_wrong(
		    "--device: '%s' is not of the letters r, w, m", how);
	if (stat(path, &st) == -1)
		err(EXIT_OURS, "--device: %s", path);
	if (!S_ISCHR(st.st_mode) && !S_ISBLK(st.st_mode))
		errx(EXIT_OURS, "--device: %s is not a device", path);
	struct container_device device = {
		.path = inside ? inside : path,
		.source = path,
		.mode = st.st_mode,
		.major = major(st.st_rdev),
		.minor = minor(st.st_rdev),
	};
	if (strncmp(device.path, "/dev/", 5) != 0)
		options_wrong(
		    "--device: '%s', its path inside, is not below /dev",
		    device.path);
	add_device(spec, device);
	permit(
	    spec, (struct device_rule){ true, S_ISCHR(st.st_mode) ? 'c' : 'b',
		      device.major, device.minor, how ? how : "rwm" });
}

const struct cli_option cli_devices[] = {
	{ "device", 0, "DEVICE[:INSIDE][:HOW]",
	    "a device of the host; HOW: r, w, m (mknod)", set_device, 0,
	    CLI_RUN, "mounts_add_devices devices_limit" },
	{ "device-cgroup-rule", 0, "RULE", "lets nodes be used: 'c 10:* rwm'",
	    set_rule, 0, CLI_RUN, "devices_limit" },
	{ 0 },
};
