/*
 * apparmor: runs a command in a profile that exists as long as it does.
 *
 * confine() is the lesson: who loads the profile, who enters it, and why it
 * must not be removed before the last process in it has ended.
 */
#include "06-apparmor/apparmor.h"
#include "06-apparmor/cli/apparmor_options.h"
#include "06-apparmor/cli/stale_profiles.h"
#include "06-apparmor/subreaper.h"
#include "common/command.h"
#include "common/exits.h"
#include "common/file.h"
#include "common/options.h"
#include "common/output.h"
#include "common/parse.h"

#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void
make_text(const struct request *request, char *text, size_t size)
{
	static char template[APPARMOR_TEXT_MAX];
	const char *path = request->template;

	if (path == NULL) {
		if (apparmor_generate(
			request->name, &request->rules, text, size) == -1)
			err(EXIT_OURS, "profile %s", request->name);
		return;
	}
	if (file_read(path, template, sizeof(template)) == -1)
		err(EXIT_OURS, "%s", path);
	if (apparmor_fill(template, request->name, text, size) == -1)
		errx(EXIT_OURS, "%s: %s", path,
		    errno == EINVAL ? "no @NAME@ where the profile's name goes"
				    : strerror(errno));
}

static void
load(const char *name, const char *text)
{
	size_t size;

	if (geteuid() != 0)
		errx(EXIT_OURS, "to load a profile: try as root (to use one "
				"that is loaded, --profile)");
	void *policy = apparmor_compile(text, &size);
	if (policy == NULL && errno == ENOENT)
		errx(EXIT_OURS,
		    "apparmor_parser not found: install the package apparmor");
	if (policy == NULL && errno == EINVAL)
		errx(EXIT_OURS, "apparmor_parser refused the profile");
	if (policy == NULL)
		err(EXIT_OURS, "to compile a profile");
	if (apparmor_give(policy, size, false) == 0)
		free(policy);
	else if (errno == EEXIST)
		errx(EXIT_OURS, "profile %s already exists: --profile uses it",
		    name);
	else
		err(EXIT_OURS, "to load profile %s", name);
}

/* Enters the profile and becomes the command. */
static void
enter(const char *name, bool stack, char *const command[])
{
	if ((stack ? apparmor_stack_onexec(name)
		   : apparmor_change_onexec(name)) == 0)
		command_exec(command);
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

static int
confine(const char *name, const char *text, bool stack, char *const command[])
{
	sigset_t mask;

	/* From here on a signal must not end us, or the profile would stay. */
	command_catch_signals(&mask);
	load(name, text);

	/*
	 * Should we be killed, the command goes on, confined: its change of
	 * profile makes the kernel forget PR_SET_PDEATHSIG.
	 */
	orphans_adopt();
	pid_t child = fork();
	if (child == 0) {
		sigprocmask(SIG_SETMASK, &mask, NULL);
		enter(name, stack, command);
	}
	int status = EXIT_OURS;
	if (child == -1)
		warn("fork");
	else
		status = command_wait(child);

	/* What is still in the profile would go on unconfined without it. */
	if (orphans_wait(1) == -1) {
		warnx("the profile stays until all that the command started "
		      "has ended");
		orphans_wait(-1);
	}
	if (apparmor_unload(name) == -1)
		warn("profile %s stays: 'apparmor clean' removes it", name);
	return status;
}

static void
require_apparmor(void)
{
	if (!apparmor_available())
		errx(EXIT_OURS, "no AppArmor: %s", apparmor_remedy(errno));
}

static int
show(const char *text)
{
	char label[APPARMOR_LABEL_MAX], mode[32];
	long long pid = 0;

	if (text != NULL && parse_number(text, 1, INT32_MAX, &pid) == -1)
		options_wrong("'%s' is no PID", text);
	require_apparmor();
	if (apparmor_read(pid, label, sizeof(label), mode, sizeof(mode)) == -1)
		err(EXIT_OURS, "process %s", text != NULL ? text : "self");
	printf("profile  %s\nmode     %s\n", label,
	    mode[0] != '\0' ? mode : "none");
	return EXIT_SUCCESS;
}

static int
clean(void)
{
	char name[64];
	int found;

	require_apparmor();
	while ((found = leftovers_find(name, sizeof(name))) == 1) {
		if (apparmor_unload(name) == 0)
			puts(name);
		else if (errno != ENOENT) /* somebody else was faster */
			err(EXIT_OURS, "profile %s (try as root)", name);
	}
	if (found == -1)
		err(EXIT_OURS, "list of profiles (try as root)");
	return EXIT_SUCCESS;
}

int
main(int argc, char *argv[])
{
	static char text[APPARMOR_TEXT_MAX];
	char new_name[64];
	output_begin();
	struct request request = apparmor_request(argc, argv);

	if (optind == 1 && argc > 1 && argc <= 3 &&
	    strcmp(argv[1], "show") == 0)
		return show(argv[2]);
	if (optind == 1 && argc == 2 && strcmp(argv[1], "clean") == 0)
		return clean();

	char *const *command = command_or_shell(argv + optind);
	if (request.loaded != NULL) {
		require_apparmor();
		enter(request.loaded, request.stack, command);
	}
	if (request.name == NULL)
		request.name = leftovers_new_name(new_name, sizeof(new_name));
	make_text(&request, text, sizeof(text));
	if (request.print) {
		if (fputs(text, stdout) == EOF || fflush(stdout) == EOF)
			err(EXIT_OURS, "stdout");
		return EXIT_SUCCESS;
	}
	require_apparmor();
	return confine(request.name, text, request.stack, command);
}
