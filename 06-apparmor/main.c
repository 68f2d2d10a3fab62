/*
 * apparmor: runs a command in a profile that exists as long as it does.
 *
 * confine() is the lesson: which process loads the profile, which one enters
 * it, and why it must not be unloaded before the last process in it has ended.
 */
#include "06-apparmor/apparmor.h"
#include "06-apparmor/cli/apparmor_commands.h"
#include "06-apparmor/cli/apparmor_options.h"
#include "06-apparmor/cli/stale_profiles.h"
#include "06-apparmor/profile_text.h"
#include "06-apparmor/subreaper.h"
#include "common/command.h"
#include "common/exits.h"
#include "common/file.h"
#include "common/output.h"

#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void load(const char *name, const char *text);
static _Noreturn void refused(const char *name);

static int
confine(const char *name, const char *text, bool stack, char *const command[])
{
	sigset_t mask;

	/* From here on a signal must not end us, or the profile would stay. */
	command_block_signals(&mask);
	load(name, text);

	/*
	 * Where this process is killed, the command goes on, confined: its
	 * change of profile makes the kernel forget PR_SET_PDEATHSIG.
	 */
	subreaper_become();
	pid_t child = fork();
	if (child == 0) {
		sigprocmask(SIG_SETMASK, &mask, NULL);
		if (apparmor_change_onexec(name, stack) == -1)
			refused(name);
		command_exec(command);
	}
	int status = EXIT_OURS;
	if (child == -1)
		warn("fork");
	else
		status = command_wait(child);

	/* Without the profile, a process still in it would be unconfined. */
	if (subreaper_wait(1) == -1) {
		warnx("the profile stays until all that the command started "
		      "has ended");
		subreaper_wait(-1);
	}
	if (apparmor_unload(name) == -1)
		warn("profile %s stays: 'apparmor clean' removes it", name);
	return status;
}

static void
load(const char *name, const char *text)
{
	size_t size;

	if (geteuid() != 0)
		errx(EXIT_OURS, "loading a profile needs root (--profile uses "
				"one that is loaded)");
	void *policy = apparmor_compile(text, &size);
	if (policy == NULL && errno == ENOENT)
		errx(EXIT_OURS,
		    "apparmor_parser not found: install the package apparmor");
	if (policy == NULL && errno == EINVAL)
		errx(EXIT_OURS, "apparmor_parser refused the profile");
	if (policy == NULL)
		err(EXIT_OURS, "compile the profile");
	if (apparmor_load(policy, size, false) == 0)
		free(policy);
	else if (errno == EEXIST)
		errx(EXIT_OURS, "profile %s already exists: --profile uses it",
		    name);
	else
		err(EXIT_OURS, "load profile %s", name);
}

/* Ends the program where a profile cannot be entered. */
static _Noreturn void
refused(const char *name)
{
	if (errno == ENOENT)
		errx(EXIT_OURS, "profile %s: not loaded (see aa-status)", name);
	if (errno == EPERM)
		errx(EXIT_OURS,
		    "profile %s: under no_new_privs only with --stack", name);
	if (errno == EACCES)
		errx(EXIT_OURS,
		    "profile %s: the present one does not allow the change "
		    "(see 'apparmor show')",
		    name);
	err(EXIT_OURS, "profile %s", name);
}

static void
make_text(const struct apparmor_options *options, char *text, size_t size)
{
	static char template[APPARMOR_TEXT_MAX];
	const char *path = options->template;

	if (path == NULL) {
		if (apparmor_generate(
			options->name, &options->rules, text, size) == -1)
			err(EXIT_OURS, "profile %s", options->name);
		return;
	}
	if (file_read(path, template, sizeof(template)) == -1)
		err(EXIT_OURS, "%s", path);
	if (apparmor_expand_template(template, options->name, text, size) == -1)
		errx(EXIT_OURS, "%s: %s", path,
		    errno == EINVAL ? "no @NAME@ where the profile's name goes"
				    : strerror(errno));
}

int
main(int argc, char *argv[])
{
	static char text[APPARMOR_TEXT_MAX];
	char new_name[64];

	output_begin();
	struct apparmor_options options = apparmor_options_parse(argc, argv);

	if (optind == 1 && argc > 1 && argc <= 3 &&
	    strcmp(argv[1], "show") == 0)
		return apparmor_show(argv[2]);
	if (optind == 1 && argc == 2 && strcmp(argv[1], "clean") == 0)
		return apparmor_clean();

	command_subcommands("show|clean");
	char *const *command = command_or_shell(argv + optind);
	if (options.loaded != NULL) {
		apparmor_require();
		if (apparmor_change_onexec(options.loaded, options.stack) == -1)
			refused(options.loaded);
		command_exec(command);
	}
	if (options.name == NULL)
		options.name =
		    stale_profiles_new_name(new_name, sizeof(new_name));
	make_text(&options, text, sizeof(text));
	if (options.print) {
		if (fputs(text, stdout) == EOF || fflush(stdout) == EOF)
			err(EXIT_OURS, "stdout");
		return EXIT_SUCCESS;
	}
	apparmor_require();
	return confine(options.name, text, options.stack, command);
}
