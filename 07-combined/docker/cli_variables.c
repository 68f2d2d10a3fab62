/* The options -e and --env-file: the environment. */
#include "07-combined/docker/cli.h"

#include "common/exits.h"
#include "common/list.h"
#include "common/options.h"

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* docker's pkg/kvfile: what it takes for the space in front of a line. */
#define SPACES " \t\n\v\f\r"

static void
keep_variable(
    struct cli *cli, const struct cli_option *option, const char *value)
{
	(void)option;
	if (value[0] == '=' || value[0] == '\0')
		options_wrong(
		    "--env: '%s' is not a variable (NAME=VALUE)", value);
	if (list_add_string(&cli->variables, &cli->nvariables, (char *)value) ==
	    -1)
		err(EXIT_OURS, "out of memory");
}

static void
keep_file(struct cli *cli, const struct cli_option *option, const char *value)
{
	(void)option;
	if (list_add_string(&cli->env_files, &cli->nenv_files, (char *)value) ==
	    -1)
		err(EXIT_OURS, "out of memory");
}

/* Of a variable that is named alone: does the caller lack it? */
static bool
is_unset(const char *word)
{
	return strchr(word, '=') == NULL && getenv(word) == NULL;
}

bool
cli_unsets_variable(const struct cli *cli, const char *text)
{
	size_t length = strcspn(text, "=");
	bool unset = false;

	for (size_t i = 0; i < cli->nvariables; i++) {
		const char *word = cli->variables[i];

		if (strncmp(word, text, length) == 0 &&
		    (word[length] == '=' || word[length] == '\0'))
			unset = is_unset(word);
	}
	return unset;
}

static void
drop_variable(struct container_spec *spec, const char *name)
{
	size_t kept = 0, length = strlen(name);

	for (size_t i = 0; i < spec->nenv; i++)
		if (strncmp(spec->env[i], name, length) != 0 ||
		    spec->env[i][length] != '=')
			spec->env[kept++] = spec->env[i];
	if (spec->nenv > 0)
		spec->env[kept] = NULL;
	spec->nenv = kept;
}

/* As docker has it: what the container has by itself goes, too. */
static void
drop_unset_variables(struct cli *cli)
{
	for (size_t i = 0; i < cli->nvariables; i++)
		if (is_unset(cli->variables[i]) &&
		    cli_unsets_variable(cli, cli->variables[i]))
			drop_variable(&cli->spec, cli->variables[i]);
}

/* NAME=VALUE, or NAME alone: the caller's value, if there is one. */
static void
set_variable(struct container_spec *spec, const char *word)
{
	const char *ours = strchr(word, '=') == NULL ? getenv(word) : "";
	char *text = NULL;

	if (ours == NULL)
		return;
	if (asprintf(&text, "%s%s%s", word, strchr(word, '=') ? "" : "=",
		ours) == -1 ||
	    container_add_variable(spec, text) == -1)
		err(EXIT_OURS, "out of memory");
}

/*
 * A line of a file that Windows may have written: without the byte order mark,
 * the space in front and the end of the line. Returns "" for a comment.
 */
static char *
trim(char *line, size_t length, bool first)
{
	static const char mark[] = "\xef\xbb\xbf";

	if (length > 0 && line[length - 1] == '\n')
		line[--length] = '\0';
	if (length > 0 && line[length - 1] == '\r')
		line[--length] = '\0';
	if (first && strncmp(line, mark, strlen(mark)) == 0)
		line += strlen(mark);
	line += strspn(line, SPACES);
	return line[0] == '#' ? line + strlen(line) : line;
}

static void
check_line(const char *path, size_t number, const char *line, bool has_nul)
{
	size_t name = strcspn(line, "=");

	if (has_nul)
		errx(EXIT_OURS, "%s, line %zu: has a byte 0", path, number);
	if (name == 0)
		errx(EXIT_OURS, "%s, line %zu: no name in front of the '='",
		    path, number);
	if (strcspn(line, SPACES) < name)
		errx(EXIT_OURS, "%s, line %zu: the name '%.*s' has a space",
		    path, number, (int)name, line);
}

static void
read_file(struct container_spec *spec, const char *path)
{
	FILE *file = fopen(path, "re");
	char *line = NULL;
	size_t size = 0, number = 0;
	ssize_t length;

	if (file == NULL)
		err(EXIT_OURS, "--env-file %s", path);
	while ((length = getline(&line, &size, file)) != -1) {
		bool has_nul = strlen(line) != (size_t)length;
		char *text = trim(line, length, ++number == 1);

		if (text[0] == '\0' && !has_nul)
			continue;
		check_line(path, number, text, has_nul);
		set_variable(spec, text);
	}
	if (ferror(file))
		err(EXIT_OURS, "--env-file %s", path);
	free(line);
	fclose(file);
}

void
cli_settle_variables(struct cli *cli)
{
	for (size_t i = 0; i < cli->nenv_files; i++)
		read_file(&cli->spec, cli->env_files[i]);
	for (size_t i = 0; i < cli->nvariables; i++)
		set_variable(&cli->spec, cli->variables[i]);
	if (container_merge_variables(&cli->spec) == -1)
		err(EXIT_OURS, "out of memory");
	drop_unset_variables(cli);
}

const struct cli_option cli_variables[] = {
	{ "env", 'e', "NAME[=VALUE]", "an environment variable", keep_variable,
	    0, CLI_EXEC, "executor_main" },
	{ "env-file", 0, "FILE", "variables, a line each", keep_file, 0,
	    CLI_EXEC, "executor_main" },
	{ 0 },
};
