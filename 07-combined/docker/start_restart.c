/*
 * The commands that run a container again: what it has written is still there,
 * and its command line is in its state.
 */
#include "07-combined/docker/docker_options.h"
#include "07-combined/store/state.h"
#include "common/command.h"
#include "common/exits.h"

#include <err.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char **
words_of(const struct record *d, const char *key)
{
	json_t *list = json_object_get(d->state, key), *word;
	char **words = calloc(json_array_size(list) + 1, sizeof(*words));
	size_t i;

	if (words == NULL)
		err(EXIT_OURS, "out of memory");
	json_array_foreach (list, i, word)
		words[i] = strdup(json_string_value(word));
	return words;
}

/* Runs the stored command line in its directory, with its variables. */
static _Noreturn void
begin(const char *name)
{
	static struct cli cli, first;
	struct record d;
	int lock = state_lock(name);

	docker_must_open(&d, name);
	if (d.pid != 0 || lock == -1) {
		puts(name); /* another command was faster */
		exit(EXIT_SUCCESS);
	}
	/* What an earlier supervisor that was killed has left. */
	if (record_clean_up(name) == -1)
		exit(EXIT_OURS);
	cli.arguments = words_of(&d, "Arguments");
	if (cli.arguments[0] == NULL || record_read_process(&d, &first) == -1)
		errx(EXIT_OURS, "%s: its state does not say how to run it",
		    name);
	if (chdir(record_text(&d, "Directory")) == -1)
		err(EXIT_OURS, "%s: %s", name, record_text(&d, "Directory"));
	cli.name = name;
	cli.again = cli.detach = true;
	/* Whatever its image's name means by now: NULL, if it has none. */
	cli.image_entry = json_pack("{s:O, s:O*}", "Layers",
	    json_object_get(d.state, "ImageLayers"), "Config",
	    json_object_get(d.state, "ImageConfig"));
	optind = 0;
	cli_parse_run(&cli,
	    json_array_size(json_object_get(d.state, "Arguments")),
	    cli.arguments);
	cli.spec.env = first.spec.env;
	cli.spec.nenv = first.spec.nenv;
	record_close(&d);
	command_block_signals(NULL);
	exit(docker_run_detached(&cli, lock));
}

/* Calls act for each name. Returns EXIT_SUCCESS, or the last status of a failure. */
static int
each_name(const struct docker_options *r,
    int (*act)(const char *word, const struct docker_options *r))
{
	int result = EXIT_SUCCESS;

	for (char **word = r->names; *word != NULL; word++) {
		int status = act(*word, r);
		if (status != EXIT_SUCCESS)
			result = status;
	}
	return result;
}

/* By a process of its own, as if the line had been typed for it alone. */
static int
start_one(const char *word, const struct docker_options *r)
{
	int status;

	(void)r;
	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0)
		begin(docker_name(word));
	if (pid == -1 || waitpid(pid, &status, 0) == -1)
		err(EXIT_OURS, "a process to start %s", word);
	return command_status(status);
}

int
docker_start(int argc, char *argv[])
{
	struct docker_options r;

	docker_options(&r, argc, argv, "", "start CONTAINER...", 1, -1);
	return each_name(&r, start_one);
}

static int
restart_one(const char *word, const struct docker_options *r)
{
	struct record d;

	if (!docker_opens(&d, word))
		return EXIT_OURS;
	const char *failure = docker_stop_one(&d, r);
	if (failure != NULL)
		warnx("%s: %s", word, failure);
	record_close(&d);
	return failure != NULL ? EXIT_OURS : start_one(word, r);
}

int
docker_restart(int argc, char *argv[])
{
	struct docker_options r;

	docker_options(&r, argc, argv, "ts",
	    "restart [-t SECONDS] [-s SIGNAL] CONTAINER...", 1, -1);
	docker_check_stop(&r);
	return each_name(&r, restart_one);
}
