/* The option -v: volumes, and files of the host. */
#include "07-combined/docker/cli_volumes.h"

#include "07-combined/docker/docker.h"
#include "07-combined/engine/bind_source.h"
#include "07-combined/engine/mount_options.h"
#include "07-combined/store/data_directory.h"
#include "07-combined/store/state.h"
#include "common/exits.h"
#include "common/list.h"
#include "common/options.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

char *
cli_clean_path(const char *path)
{
	char *copy = strdup(path), *clean = malloc(strlen(path) + 2);
	char *rest = copy, *end = clean, *part;

	if (copy == NULL || clean == NULL)
		err(EXIT_OURS, "out of memory");
	while ((part = strsep(&rest, "/")) != NULL) {
		if (part[0] == '\0' || strcmp(part, ".") == 0)
			continue;
		if (strcmp(part, "..") != 0) {
			end += sprintf(end, "/%s", part);
			continue;
		}
		while (end > clean && *--end != '/')
			continue;
	}
	strcpy(end, end == clean ? "/" : "");
	free(copy);
	return clean;
}

struct container_mount *
cli_find_mount(const struct cli *cli, const char *target)
{
	for (size_t i = cli->first_mount; i < cli->spec.nmounts; i++)
		if (strcmp(cli->spec.mounts[i].target, target) == 0)
			return &cli->spec.mounts[i];
	return NULL;
}

static struct container_mount *
append_mount(struct cli *cli, char *target)
{
	struct container_spec *spec = &cli->spec;
	struct container_mount m = { CONTAINER_MOUNT_NO_FDS, .target = target };

	if (LIST_ADD(spec->mounts, spec->nmounts, &m) == -1)
		err(EXIT_OURS, "out of memory");
	return &spec->mounts[spec->nmounts - 1];
}

struct container_mount *
cli_new_mount(struct cli *cli, const char *target)
{
	if (target == NULL || target[0] != '/')
		options_wrong("'%s' is not an absolute path in the container",
		    target ? target : "");
	char *path = cli_clean_path(target);
	if (strcmp(path, "/") == 0)
		options_wrong("'%s': the root of a container is its image, not "
			      "a mount",
		    target);
	if (cli_find_mount(cli, path) != NULL)
		options_wrong("duplicate mount point: %s (one -v, --mount or "
			      "--tmpfs for each)",
		    path);
	return append_mount(cli, path);
}

void
cli_remove_mount(struct cli *cli, size_t place)
{
	struct container_spec *spec = &cli->spec;
	struct container_mount *m = &spec->mounts[place];

	if (m->mount_fd != -1)
		close(m->mount_fd);
	spec->nmounts--;
	if (place < cli->first_mount)
		cli->first_mount--;
	memmove(m, m + 1, (spec->nmounts - place) * sizeof(*m));
}

static int
bind_path(struct container_mount *m, const char *path)
{
	char *name;
	int fd = bind_source_open(path, &name);

	if (fd == -1)
		return -1;
	m->source_fd = fd;
	m->source = name;
	return 0;
}

void
cli_bind_path(struct container_mount *m, const char *path)
{
	if (bind_path(m, path) == -1)
		err(EXIT_OURS, "%s", path);
}

/* mkdir -p */
static void
make_directory(const char *path)
{
	char copy[PATH_MAX];

	snprintf(copy, sizeof(copy), "%s/", path);
	for (char *slash = copy + 1; (slash = strchr(slash, '/')); slash++) {
		*slash = '\0';
		if (mkdir(copy, 0755) == -1 && errno != EEXIST)
			err(EXIT_OURS, "making %s", copy);
		*slash = '/';
	}
}

/*
 * A volume is a directory among our data, and stays there: a container may be
 * root of it.
 */
void
cli_bind_volume(struct container_mount *m, const char *name)
{
	char path[PATH_MAX], *absolute;

	if (!state_id_valid(name))
		options_wrong("'%s' is neither a path (with a / or a dot in "
			      "front) nor the name of a volume",
		    name);
	data_path("volumes", "", path, sizeof(path));
	int all = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (all == -1)
		err(EXIT_OURS, "%s", path);
	if (mkdirat(all, name, 0755) == -1 && errno != EEXIST)
		err(EXIT_OURS, "making %s%s", path, name);
	m->source_fd = bind_source_open_in(all, name, &absolute);
	if (m->source_fd == -1)
		err(EXIT_OURS, "%s%s", path, name);
	m->source = absolute;
	m->copy_up = true;
	m->map_if_able = true;
	close(all);
}

void
cli_bind_own(struct container_mount *m)
{
	m->own = true;
	m->source = "";
	/* Not mounted through: what is below has its own place in the list. */
	m->shallow = true;
}

static void
take(json_t *taken, const char *path)
{
	if (json_object_set_new_nocheck(taken, path, json_true()) == -1)
		err(EXIT_OURS, "out of memory");
}

/* Where the command line mounts something: to be looked up, however many there are. */
static json_t *
taken_places(const struct cli *cli)
{
	json_t *taken = json_object();

	take(taken, "/");
	for (size_t i = cli->first_mount; i < cli->spec.nmounts; i++)
		take(taken, cli->spec.mounts[i].target);
	return taken;
}

void
cli_add_image_volumes(struct cli *cli, json_t *volumes)
{
	json_t *taken = taken_places(cli), *nothing;
	const char *target;

	json_object_foreach (volumes, target, nothing) {
		char *path = cli_clean_path(target);

		if (json_object_get(taken, path) == NULL) {
			take(taken, path);
			cli_bind_own(append_mount(cli, path));
		} else {
			free(path);
		}
	}
	json_decref(taken);
}

/*
 * For a bind read-only means: all that is mounted below it, too. A volume has
 * nothing below it, and may have to be filled first.
 */
bool
cli_bind_option(struct container_mount *m, const char *word)
{
	if (strcmp(word, "ro") == 0 && m->copy_up)
		return m->sealed = true;
	if (strcmp(word, "ro") == 0)
		return mount_word(m, "rro");
	if (strcmp(word, "nocopy") == 0 && m->copy_up)
		return !(m->copy_up = false);
	if (strcmp(word, "rw") == 0)
		return true;
	m->propagation = mount_propagation(word);
	return m->propagation != 0;
}

/* For SELinux. dockerd has it without effect, too, unless it is told otherwise. */
static bool
is_label(const char *word)
{
	return strcmp(word, "z") == 0 || strcmp(word, "Z") == 0;
}

/*
 * A volume's options are of four kinds, and each kind may be there once: ro or
 * rw, nocopy, z or Z, and a kind of propagation.
 */
static unsigned int
kind_of(const char *word)
{
	if (strcmp(word, "ro") == 0 || strcmp(word, "rw") == 0)
		return 1;
	if (is_label(word))
		return 8;
	return strcmp(word, "nocopy") == 0 ? 2 : 4;
}

/*
 * [SOURCE:]TARGET[:OPTIONS]. As docker has it: a SOURCE is a path if it begins
 * with a slash, a dot or a tilde, else the name of a volume; a path that is not
 * there becomes a directory; and without a SOURCE the volume is the container's.
 */
static void
set_volume(struct cli *cli, const struct cli_option *option, const char *value)
{
	char *target, *how, *word;
	unsigned int seen = 0;
	char *source = options_split(value, ':', &target);

	(void)option;
	if (target == NULL) {
		if (asprintf(&target, "/%s", source) == -1)
			err(EXIT_OURS, "out of memory");
		cli_bind_own(cli_new_mount(cli, target));
		return;
	}
	target = options_split(target, ':', &how);
	struct container_mount *m = cli_new_mount(cli, target);
	/* Anything else is a volume: a path is absolute or begins with a dot. */
	bool volume = source[0] == '\0' || strchr("/.~", source[0]) == NULL;
	if (volume)
		cli_bind_volume(m, source);
	while ((word = strsep(&how, ",")) != NULL) {
		if (!is_label(word) && !cli_bind_option(m, word))
			options_wrong("-v: '%s' is none of ro, rw, rprivate, "
				      "rshared, rslave, and nocopy of a volume",
			    word);
		if (seen & kind_of(word))
			options_wrong(
			    "-v: '%s' after another word of its kind", word);
		seen |= kind_of(word);
	}
	if (volume)
		return;
	if (bind_path(m, source) == 0)
		return;
	if (errno == ENOENT)
		make_directory(source);
	cli_bind_path(m, source);
}

const struct cli_option cli_volumes[] = {
	{ "volume", 'v', "[HOST:]DIR[:HOW]",
	    "a path of the host, the name of a volume, or\n"
	    "                                 none: a volume of its own; HOW: "
	    "ro, rshared, rslave",
	    set_volume, 0, CLI_RUN, "mounts_add" },
	{ 0 },
};
