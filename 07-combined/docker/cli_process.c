/* Options about the process: what it is, and what it finds. */
#include "07-combined/docker/cli.h"

#include "common/exits.h"
#include "common/list.h"
#include "common/options.h"
#include "common/parse.h"

#include <err.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void
set_stop_signal(
    struct cli *cli, const struct cli_option *option, const char *value)
{
	struct suggestion s;

	if (*value != '\0' && parse_signal(value) < 1)
		options_wrong("--%s: '%s' is not a signal%s", option->name,
		    value, parse_signal_suggest(value, &s));
	cli->stop_signal = *value != '\0' ? value : NULL;
}

static void
set_stop_timeout(
    struct cli *cli, const struct cli_option *option, const char *value)
{
	if (parse_number(value, INT64_MIN, INT64_MAX, &cli->stop_timeout) == -1)
		options_wrong("--%s: '%s' is not a number of seconds",
		    option->name, value);
}

/* For programs that want to know it: the name is the ID here. */
static void
set_cidfile(struct cli *cli, const struct cli_option *option, const char *value)
{
	(void)option;
	if (!cli->again && access(value, F_OK) == 0)
		errx(EXIT_OURS, "--cidfile: %s already exists", value);
	cli->cidfile = value;
}

/* NAME=VALUE, for one's own purposes. */
static void
add_label(struct cli *cli, const struct cli_option *option, const char *value)
{
	(void)option;
	if (value[0] == '\0' || value[0] == '=')
		options_wrong("--label: '%s' has no name", value);
	if (list_add_string(&cli->labels, &cli->nlabels, (char *)value) == -1)
		err(EXIT_OURS, "out of memory");
}

/* The name becomes a directory of each cgroup hierarchy. */
static void
set_name(struct cli *cli, const struct cli_option *option, const char *value)
{
	(void)option;
	/* As docker, whose inspect shows names with a slash. */
	value += value[0] == '/';
	size_t good = strspn(value, "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-");
	if (value[good] != '\0' || good == 0 || good > 64 ||
	    strchr("_.-", value[0]) != NULL)
		options_wrong("--name: '%s' is not a name (letters, digits, "
			      "_ . -, at most 64)",
		    value);
	cli->name = value;
}

static void
set_cwd(struct cli *cli, const struct cli_option *option, const char *value)
{
	(void)option;
	if (value[0] != '/')
		options_wrong(
		    "--workdir: '%s' is not a path that begins with /", value);
	cli->spec.cwd = value;
}

static void
set_user(struct cli *cli, const struct cli_option *option, const char *value)
{
	(void)option;
	cli->spec.user = value;
}

static void
set_entrypoint(
    struct cli *cli, const struct cli_option *option, const char *value)
{
	(void)option;
	cli->entrypoint = value;
}

static void
set_pull(struct cli *cli, const struct cli_option *option, const char *value)
{
	(void)option;
	if (strcmp(value, "always") != 0 && strcmp(value, "missing") != 0 &&
	    strcmp(value, "never") != 0)
		options_wrong(
		    "--pull: '%s' is not always, missing or never", value);
	cli->pull = value;
}

#define OOM_SCORE "/proc/self/oom_score_adj"

static int
write_score(const char *text)
{
	int fd = open(OOM_SCORE, O_WRONLY | O_CLOEXEC);

	if (fd == -1)
		return -1;
	int result = write(fd, text, strlen(text)) == -1 ? -1 : 0;
	close(fd);
	return result;
}

/*
 * Without CAP_SYS_RESOURCE only values down to one that is not shown can be
 * written: so it is tried, on us, whose own value comes back.
 */
static bool
may_have_no_score(const char *ours)
{
	return write_score("0") == 0 && write_score(ours) == 0;
}

void
cli_settle_oom_score(struct cli *cli)
{
	char ours[16] = "";

	if (cli->spec.oom_score_adj != NULL || geteuid() != 0)
		return;
	FILE *file = fopen(OOM_SCORE, "re");
	if (file == NULL)
		return;
	if (fgets(ours, sizeof(ours), file) != NULL && atoi(ours) != 0 &&
	    may_have_no_score(ours))
		cli->spec.oom_score_adj = "0";
	fclose(file);
}

static void
set_oom_score_adj(
    struct cli *cli, const struct cli_option *option, const char *value)
{
	long long number;

	(void)option;
	if (parse_number(value, -1000, 1000, &number) == -1)
		options_wrong(
		    "--oom-score-adj: '%s' is not between -1000 and 1000",
		    value);
	cli->spec.oom_score_adj = value;
}

#define FLAG(member) cli_set_flag, offsetof(struct cli, member)
#define TEXT(member) cli_set_text, offsetof(struct cli, member)

const struct cli_option cli_process[] = {
	{ "interactive", 'i', NULL,
	    "with -d, an input without end (else: ours)", FLAG(interactive),
	    CLI_EXEC, "make_input" },
	{ "tty", 't', NULL, "a terminal (default where you have one)",
	    FLAG(tty), CLI_EXEC, "terminal_open" },
	{ "detach", 'd', NULL, "in the background", FLAG(detach), CLI_EXEC,
	    "docker_run_detached" },
	{ "rm", 0, NULL, "remove it when it ends", FLAG(remove), CLI_RUN,
	    "record_remove" },
	{ "init", 0, NULL, "an init as PID 1, which reaps", FLAG(spec.init),
	    CLI_RUN, "run_init" },
	{ "name", 0, "NAME", "its name (default: made up)", set_name, 0,
	    CLI_EMPTY, "state_create" },
	{ "cidfile", 0, "FILE", "writes the name there", set_cidfile, 0,
	    CLI_RUN, "write_cidfile" },
	{ "label", 'l', "NAME=VALUE", "a note for `ps --filter`, `inspect`",
	    add_label, 0, CLI_RUN, "record_write" },
	{ "entrypoint", 0, "COMMAND", "in the place of the image's, \"\": none",
	    set_entrypoint, 0, CLI_RUN, "resolve_command" },
	{ "pull", 0, "WHEN", "the image: always, missing (default), never",
	    set_pull, 0, CLI_EMPTY, "image_pull" },
	{ "workdir", 'w', "DIR", "the working directory (default: /)", set_cwd,
	    0, CLI_EXEC | CLI_EMPTY, "init_drop_privileges" },
	{ "user", 'u', "USER[:GROUP]", "names or numbers, of the container",
	    set_user, 0, CLI_EXEC | CLI_EMPTY, "user_find caps_set_user" },
	{ "oom-score-adj", 0, "N", "-1000 (last) to 1000 (first to be killed)",
	    set_oom_score_adj, 0, CLI_RUN, "set_oom_score" },
	{ "stop-signal", 0, "SIGNAL", "what `combined stop` sends (TERM)",
	    set_stop_signal, 0, CLI_RUN, "signal_container" },
	{ "stop-timeout", 0, "SECONDS", "until it kills (10); -1: never",
	    set_stop_timeout, 0, CLI_RUN, "record_wait" },
	{ 0 },
};
