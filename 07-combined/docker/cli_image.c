/*
 * What an image's config says about the process: the container gets it where no
 * option has said otherwise.
 */
#include "07-combined/docker/cli.h"
#include "07-combined/docker/cli_volumes.h"
#include "07-combined/engine/bind_source.h"
#include "07-combined/engine/busybox.h"
#include "07-combined/image/image.h"
#include "common/exits.h"
#include "common/list.h"
#include "common/options.h"
#include "common/parse.h"

#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *
text_of(json_t *config, const char *key)
{
	const char *text = json_string_value(json_object_get(config, key));

	return text != NULL && text[0] != '\0' ? text : NULL;
}

/* argv as it grows; ends with NULL. */
struct command {
	char **argv;
	size_t n;
};

static void
add_word(struct command *command, const char *word)
{
	if (list_add_string(&command->argv, &command->n, (char *)word) == -1)
		err(EXIT_OURS, "out of memory");
}

/*
 * Appends a list of words to the command. A string in its place is one word, as
 * in the configs of old Dockers.
 */
static void
add_words(struct command *command, json_t *list)
{
	json_t *word;
	size_t i;

	if (json_is_string(list) && json_string_length(list) > 0)
		add_word(command, json_string_value(list));
	json_array_foreach (list, i, word) {
		if (!json_is_string(word))
			errx(EXIT_OURS, "the image's command is broken");
		add_word(command, json_string_value(word));
	}
}

/* With [""] docker says that the container has no entrypoint. */
static bool
is_reset(json_t *entrypoint)
{
	const char *word = json_string_value(json_array_get(entrypoint, 0));

	return json_array_size(entrypoint) == 1 && word != NULL &&
	       word[0] == '\0';
}

/*
 * The entrypoint and its arguments: those of the command line, or the image's
 * "Cmd", which belongs to the image's own entrypoint only.
 */
static void
set_command(struct cli *cli, json_t *config, char *words[])
{
	struct command command = { 0 };
	static char *shell[] = { "/bin/sh", NULL };
	json_t *own = json_object_get(config, "Entrypoint");

	if (cli->entrypoint == NULL && !is_reset(own))
		add_words(&command, own);
	if (cli->entrypoint != NULL && cli->entrypoint[0] != '\0')
		add_word(&command, cli->entrypoint);
	cli->words = words;
	if (words[0] == NULL && cli->entrypoint == NULL)
		add_words(&command, json_object_get(config, "Cmd"));
	for (; *words != NULL; words++)
		add_word(&command, *words);
	cli->spec.argv = command.n > 0 ? command.argv : shell;
}

/* Has -e set it? PATH is there already, as we would have it. */
static bool
is_given(const struct cli *cli, const char *text, size_t given)
{
	size_t length = strcspn(text, "=") + 1;

	for (size_t i = 0; i < given; i++)
		if (strncmp(cli->spec.env[i], text, length) == 0)
			return cli->spec.env[i] != cli->default_path;
	return false;
}

/*
 * What -e has set stays. Of the image's own the last counts; a name without a
 * value sets nothing.
 */
static void
set_environment(struct cli *cli, json_t *list)
{
	struct container_spec *spec = &cli->spec;
	size_t given = spec->nenv, i;
	json_t *variable;

	json_array_foreach (list, i, variable) {
		const char *text = json_string_value(variable);

		if (text == NULL || text[0] == '=')
			errx(EXIT_OURS, "the image's environment is broken");
		if (strchr(text, '=') == NULL ||
		    cli_unsets_variable(cli, text) ||
		    is_given(cli, text, given))
			continue;
		char *copy = strdup(text);
		if (copy == NULL || container_add_variable(spec, copy) == -1)
			err(EXIT_OURS, "out of memory");
	}
	if (container_merge_variables(spec) == -1)
		err(EXIT_OURS, "out of memory");
}

/* The engine makes a working directory that is missing. */
static void
set_directory(struct container_spec *spec, json_t *config)
{
	const char *directory = text_of(config, "WorkingDir");
	char *path;

	if (directory == NULL || spec->cwd != NULL)
		return;
	if (asprintf(
		&path, "%s%s", directory[0] == '/' ? "" : "/", directory) == -1)
		err(EXIT_OURS, "out of memory");
	spec->cwd = path;
}

static void
set_config(struct cli *cli, json_t *config)
{
	struct container_spec *spec = &cli->spec;
	const char *stop_signal = text_of(config, "StopSignal");

	set_environment(cli, json_object_get(config, "Env"));
	set_directory(spec, config);
	cli_add_image_volumes(cli, json_object_get(config, "Volumes"));
	if (spec->user == NULL)
		spec->user = text_of(config, "User");
	if (cli->stop_signal != NULL || stop_signal == NULL)
		return;
	if (parse_signal(stop_signal) < 1)
		errx(EXIT_OURS, "the image's stop signal is unknown");
	cli->stop_signal = stop_signal;
}

void
cli_describe_image(json_t *image, json_t *state)
{
	json_t *from = json_object_get(image, "Config"),
	       *to = json_object_get(state, "Config");

	/* Of two of one name the option's counts. */
	json_object_update_missing(
	    json_object_get(to, "Labels"), json_object_get(from, "Labels"));
	json_object_set(state, "ImageLayers", json_object_get(image, "Layers"));
	json_object_set(state, "ImageConfig", from);
}

/* The image that the container began with, whatever the name means by now. */
static json_t *
get_earlier(struct cli *cli, const struct image_word *w)
{
	json_t *image = cli->image_entry;

	if (image == NULL ||
	    image_hold(&cli->spec, json_object_get(image, "Layers")) == -1)
		err(EXIT_OURS, "%s: the layers it began with", w->name);
	return image;
}

/* An image from the store, or with --pull from its source. */
static json_t *
get_image(struct cli *cli, const struct image_word *w)
{
	const char *pull = cli->pull != NULL ? cli->pull : "missing";
	json_t *image = NULL;

	if (w->kind == IMAGE_NAME && strcmp(pull, "always") != 0)
		image = json_object_get(image_list(), w->name);
	if (image != NULL &&
	    image_hold(&cli->spec, json_object_get(image, "Layers")) == 0)
		return image;
	if (w->kind == IMAGE_NAME && strcmp(pull, "never") == 0)
		errx(EXIT_OURS, "%s: no such image (combined pull)", w->name);
	image = image_pull(w);
	if (image_hold(&cli->spec, json_object_get(image, "Layers")) == -1)
		err(EXIT_OURS, "%s: its layers", w->name);
	return image;
}

/*
 * A single word may be both, command and image: an image that is there, else
 * one of busybox's commands. Behind "--" each word is the command's, a path
 * too.
 */
static void
parse(struct image_word *w, const struct cli *cli, const char *word,
    bool commands_only)
{
	if (commands_only) {
		w->kind = IMAGE_NONE;
		return;
	}
	if (image_parse(w, word) != IMAGE_NAME || cli->pull != NULL ||
	    strpbrk(word, "/:") != NULL)
		return;
	bool there = cli->again
			 ? cli->image_entry != NULL
			 : json_object_get(image_list(), w->name) != NULL;
	if (!there && busybox_has(word))
		w->kind = IMAGE_NONE;
}

static const char *
open_root(struct container_spec *spec, const char *path)
{
	char *name;

	spec->rootfs_fd = bind_source_open(path, &name);
	if (spec->rootfs_fd == -1)
		err(EXIT_OURS, "%s", path);
	return name;
}

void
cli_choose_image(struct cli *cli, char *words[], bool commands_only)
{
	static struct image_word w;
	struct container_spec *spec = &cli->spec;

	if (words[0] != NULL)
		parse(&w, cli, words[0], commands_only);
	if (words[0] != NULL && w.kind == IMAGE_NONE && !commands_only &&
	    image_is_missing_file(words[0]))
		errx(EXIT_OURS, "%s: no such archive or directory", words[0]);
	if (w.kind == IMAGE_NONE)
		cli->image = "busybox";
	else if (w.kind == IMAGE_DIRECTORY)
		cli->image = spec->rootfs = open_root(spec, words[0]);
	else {
		cli->image = w.name;
		cli->image_entry =
		    cli->again ? get_earlier(cli, &w) : get_image(cli, &w);
	}
	json_t *config = json_object_get(cli->image_entry, "Config");
	set_config(cli, config);
	set_command(cli, config, words + (w.kind != IMAGE_NONE));
}
