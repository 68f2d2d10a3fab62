/* What the mounts of options do to those that each container has. */
#include "07-combined/docker/cli_volumes.h"

#include "common/exits.h"
#include "common/options.h"

#include <err.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/vfs.h>

/* Of a bind: is its source a directory? */
static bool
is_directory(const struct container_mount *m)
{
	struct stat st;

	return m->own || m->type != NULL ||
	       (fstat(m->source_fd, &st) == 0 && S_ISDIR(st.st_mode));
}

/* Without a /dev/null that can be opened, no container starts. */
static void
check_dev(const struct container_mount *dev)
{
	struct stat st;
	bool usable = dev->type != NULL ? !(dev->flags & MS_NODEV)
					: !dev->own && fstatat(dev->source_fd,
							   "null", &st, 0) == 0;

	if (!usable)
		options_wrong("a mount on /dev: it has no devices (use /dev of "
			      "the host, --tmpfs /dev:dev, or mount below "
			      "/dev)");
}

/* A procfs stays one: the settings that are written there have to reach the kernel. */
static void
check_proc(const struct container_mount *proc)
{
	struct statfs fs;

	if (proc->type != NULL || proc->own ||
	    fstatfs(proc->source_fd, &fs) == -1 ||
	    fs.f_type != PROC_SUPER_MAGIC)
		options_wrong("a mount on /proc: only a procfs can be mounted "
			      "there (--pid host shows the host's processes)");
}

/* Those that each container has of its own, etc_add(); and those of runc's list. */
static const char *const files[] = {
	"/etc/hosts",
	"/etc/hostname",
	"/etc/resolv.conf",
	"/proc/cpuinfo",
	"/proc/diskstats",
	"/proc/loadavg",
	"/proc/meminfo",
	"/proc/net/dev",
	"/proc/slabinfo",
	"/proc/stat",
	"/proc/swaps",
	"/proc/sys/crypto/fips_enabled",
	"/proc/sys/kernel/ns_last_pid",
	"/proc/uptime",
};

static bool
is_file(const char *target)
{
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		if (strcmp(files[i], target) == 0)
			return true;
	return false;
}

static void
check_target(const struct container_mount *m)
{
	if (strcmp(m->target, "/proc") == 0)
		check_proc(m);
	else if (strcmp(m->target, "/dev") == 0)
		check_dev(m);
	else if (is_file(m->target) && is_directory(m))
		options_wrong(
		    "%s: a directory cannot be mounted on a file", m->target);
	else if (strncmp(m->target, "/proc/", 6) == 0 && !is_file(m->target))
		options_wrong("%s: below /proc only some files can be covered "
			      "(cpuinfo, meminfo, stat, uptime ...)",
		    m->target);
}

static bool
is_covered(const struct cli *cli, const char *target)
{
	for (size_t i = cli->first_mount; i < cli->spec.nmounts; i++) {
		const char *given = cli->spec.mounts[i].target;
		size_t length = strlen(given);

		if (strncmp(given, target, length) == 0 &&
		    (target[length] == '\0' || target[length] == '/'))
			return true;
	}
	return false;
}

/*
 * As docker: what an option mounts stands in the place of the default mounts and
 * nodes there; the host's /dev has nodes of its own.
 */
static void
replace_defaults(struct cli *cli)
{
	struct container_spec *spec = &cli->spec;
	const struct container_mount *dev = cli_find_mount(cli, "/dev");
	size_t kept = 0;

	for (size_t i = 0; i < spec->ndevices; i++)
		if (cli_find_mount(cli, spec->devices[i].path) == NULL)
			spec->devices[kept++] = spec->devices[i];
	spec->ndevices = dev != NULL && dev->type == NULL ? 0 : kept;
	for (size_t i = 0; i < cli->first_mount;) {
		const char *target = spec->mounts[i].target;

		if (is_covered(cli, target) && strcmp(target, "/proc") != 0)
			cli_remove_mount(cli, i);
		else
			i++;
	}
}

/* How many names a clean path has. */
static size_t
depth(const char *path)
{
	size_t n = 0;

	while ((path = strchr(path, '/')) != NULL) {
		path++;
		n++;
	}
	return n;
}

struct place {
	size_t depth, before;
};

/* Those that are equally deep keep their order. */
static int
compare(const void *left, const void *right)
{
	const struct place *one = left, *other = right;

	if (one->depth != other->depth)
		return one->depth < other->depth ? -1 : 1;
	return one->before < other->before ? -1 : 1;
}

static void
sort_by_depth(struct container_mount *mounts, size_t n)
{
	struct container_mount *sorted = calloc(n + 1, sizeof(*sorted));
	struct place *places = calloc(n + 1, sizeof(*places));

	if (sorted == NULL || places == NULL)
		err(EXIT_OURS, "out of memory");
	for (size_t i = 0; i < n; i++)
		places[i] = (struct place){ depth(mounts[i].target), i };
	qsort(places, n, sizeof(*places), compare);
	for (size_t i = 0; i < n; i++)
		sorted[i] = mounts[places[i].before];
	if (n > 0)
		memcpy(mounts, sorted, n * sizeof(*mounts));
	free(sorted);
	free(places);
}

void
cli_settle_mounts(struct cli *cli)
{
	struct container_spec *spec = &cli->spec;

	for (size_t i = cli->first_mount; i < spec->nmounts; i++)
		check_target(&spec->mounts[i]);
	replace_defaults(cli);
	sort_by_depth(
	    spec->mounts + cli->first_mount, spec->nmounts - cli->first_mount);
}
