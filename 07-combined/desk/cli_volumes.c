/* The option -v: volumes, and files of the host. */
#include "07-combined/desk/cli_volumes.h"

#include "07-combined/desk/desk.h"
#include "07-combined/mount_words.h"
#include "07-combined/state.h"
#include "common/exits.h"
#include "common/options.h"

#include <err.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct container_mount *
cli_new_mount(struct container *c, const char *target)
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
const char *
cli_host_path(const char *path)
{
	char *absolute = realpath(path, NULL);

	if (absolute == NULL)
		err(EXIT_OURS, "%s", path);
	return absolute;
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

/* A volume is a directory among our data, and stays there. */
const char *
cli_volume_path(const char *name)
{
	char path[PATH_MAX];

	if (!state_id_valid(name))
		options_wrong("'%s' is neither a path with a / in it nor the "
			      "name of a volume",
		    name);
	desk_data("volumes", name, path, sizeof(path));
	make_directory(path);
	return cli_host_path(path);
}

/* For a bind read-only means: all that is mounted below it, too. */
bool
cli_bind_option(struct container_mount *m, const char *word)
{
	if (strcmp(word, "ro") == 0)
		return mount_word(m, "rro");
	if (strcmp(word, "rw") == 0)
		return true;
	m->propagation = mount_propagation(word);
	return m->propagation != 0;
}

/*
 * [SOURCE:]TARGET[:OPTIONS]. As docker has it: a SOURCE without a slash is the
 * name of a volume, and a path that is not there becomes a directory.
 */
static void
set_volume(struct cli *cli, const struct cli_option *option, const char *value)
{
	char *target, *how, *word;
	struct stat st;
	char *source = cli_split(value, ':', &target);

	(void)option;
	if (target == NULL)
		options_wrong("'%s' is no SOURCE:TARGET[:OPTIONS]", value);
	target = cli_split(target, ':', &how);
	struct container_mount *m = cli_new_mount(&cli->container, target);
	while ((word = strsep(&how, ",")) != NULL)
		if (!cli_bind_option(m, word))
			options_wrong("'%s' is none of ro, rw, rprivate, "
				      "rshared, rslave",
			    word);
	if (strchr(source, '/') == NULL) {
		m->source = cli_volume_path(source);
		return;
	}
	if (stat(source, &st) == -1 && errno == ENOENT)
		make_directory(source);
	m->source = cli_host_path(source);
}

const struct cli_option cli_volumes[] = {
	{ "volume", 'v', "HOST:DIR[:HOW]",
	    "a path of the host, or the name of a volume;\n"
	    "                                 HOW: ro, rshared, rslave",
	    set_volume, 0, false },
	{ 0 },
};
