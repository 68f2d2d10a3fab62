/*
 * apparmor: runs a command in a profile that exists as long as it does.
 *
 * confine() is the lesson: who loads the profile, who enters it, and why it
 * must not be removed before the last process in it has ended.
 */
#include "01-caps/caps.h"
#include "06-apparmor/apparmor.h"
#include "06-apparmor/leftovers.h"
#include "06-apparmor/orphans.h"
#include "common/command.h"
#include "common/exits.h"
#include "common/file.h"
#include "common/options.h"
#include "common/parse.h"

#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char help[] =
    "Usage: apparmor [options] [--] [command [argument...]]\n"
    "       apparmor show [PID]\n"
    "       apparmor clean\n"
    "\n"
    "Runs a command (default: your shell) in an AppArmor profile that is made\n"
    "for it and removed when the last process in it has ended. Without a rule\n"
    "below, it has the four of the talk.\n"
    "\n"
    "      --deny-raw         no raw and packet sockets\n"
    "      --deny-mount       no mount, umount, pivot_root\n"
    "      --deny PATH        no use of these files at all; PATH may begin\n"
    "                         with @{PROC} and have wildcards: apparmor.d(5)\n"
    "      --deny-write PATH  no writing to these files\n"
    "  -c, --cap LIST         these capabilities only, parted by commas\n"
    "      --may-stack        the command may add profiles to its own\n"
    "      --container        the rules that a container gets (chapter 7)\n"
    "      --complain         log what would be denied, and let it pass\n"
    "  -n, --name NAME        call the profile so (default: a new name)\n"
    "      --print            show the profile, and run nothing\n"
    "  -t, --template FILE    the profile is there, with @NAME@ for its name\n"
    "  -p, --profile NAME     make none: use this one, which is loaded\n"
    "  -s, --stack            add it to the profile that we are "
    "in\n" OPTIONS_HELP "\n"
    "apparmor show    in which profile this or another process is\n"
    "apparmor clean   remove the profiles of runs that were killed\n";

struct request {
	struct apparmor_rules rules;
	const char *template; /* the file, where there is one */
	const char *loaded;   /* the profile that is there already */
	char name[64];
	bool stack;
	bool print;
};

enum {
	OPTION_DENY_RAW = OPTION_OWN,
	OPTION_DENY_MOUNT,
	OPTION_DENY,
	OPTION_DENY_WRITE,
	OPTION_MAY_STACK,
	OPTION_CONTAINER,
	OPTION_COMPLAIN,
	OPTION_PRINT,
};

static const struct option options[] = {
	{ "deny-raw", no_argument, NULL, OPTION_DENY_RAW },
	{ "deny-mount", no_argument, NULL, OPTION_DENY_MOUNT },
	{ "deny", required_argument, NULL, OPTION_DENY },
	{ "deny-write", required_argument, NULL, OPTION_DENY_WRITE },
	{ "cap", required_argument, NULL, 'c' },
	{ "may-stack", no_argument, NULL, OPTION_MAY_STACK },
	{ "container", no_argument, NULL, OPTION_CONTAINER },
	{ "complain", no_argument, NULL, OPTION_COMPLAIN },
	{ "name", required_argument, NULL, 'n' },
	{ "print", no_argument, NULL, OPTION_PRINT },
	{ "template", required_argument, NULL, 't' },
	{ "profile", required_argument, NULL, 'p' },
	{ "stack", no_argument, NULL, 's' },
	OPTIONS_COMMON,
	{ 0 },
};

static void
add_deny(struct apparmor_rules *rules, const char *path, const char *modes)
{
	int n = 0;

	if (!apparmor_is_path(path))
		options_wrong("'%s' is no path for a rule (absolute, without "
			      "quotes and backslashes)",
		    path);
	while (n < APPARMOR_DENY_MAX && rules->deny[n].path != NULL)
		n++;
	if (n == APPARMOR_DENY_MAX)
		options_wrong("more than %d paths", APPARMOR_DENY_MAX);
	rules->deny[n] = (struct apparmor_deny){ path, modes };
}

/* Returns whether the option is one of the rules. */
static bool
parse_rule(int option, struct apparmor_rules *rules)
{
	switch (option) {
	case OPTION_DENY_RAW:
		return rules->deny_raw = true;
	case OPTION_DENY_MOUNT:
		return rules->deny_mount = true;
	case OPTION_DENY:
		add_deny(rules, optarg, "rwklx");
		return true;
	case OPTION_DENY_WRITE:
		add_deny(rules, optarg, "wkl");
		return true;
	case 'c':
		rules->capabilities = 0;
		if (caps_parse(optarg, &rules->capabilities) == -1)
			options_wrong(
			    "'%s' is no list of capabilities", optarg);
		return true;
	case OPTION_MAY_STACK:
		return rules->may_stack = true;
	case OPTION_CONTAINER:
		*rules = apparmor_container;
		return true;
	}
	return false;
}

static struct request
parse_options(int argc, char *argv[])
{
	struct request request = { .rules.capabilities = UINT64_MAX };
	bool ruled = false, complain = false;
	int option;

	while ((option = getopt_long(argc, argv, OPTIONS_SHORT "c:n:t:p:s",
		    options, NULL)) != -1) {
		switch (option) {
		case OPTION_COMPLAIN:
			complain = true;
			break;
		case 'n':
			if (!apparmor_is_name(optarg) ||
			    strlen(optarg) >= sizeof(request.name))
				options_wrong(
				    "'%s' is no name for a profile", optarg);
			snprintf(
			    request.name, sizeof(request.name), "%s", optarg);
			break;
		case OPTION_PRINT:
			request.print = true;
			break;
		case 't':
			request.template = optarg;
			break;
		case 'p':
			request.loaded = optarg;
			break;
		case 's':
			request.stack = true;
			break;
		default:
			if (parse_rule(option, &request.rules))
				ruled = true;
			else
				options_common(option, argv, help);
		}
	}
	if (!ruled)
		request.rules = apparmor_talk;
	request.rules.complain = complain;
	if ((request.template || request.loaded) && (ruled || complain))
		options_wrong("a profile that exists has rules of its own");
	if (request.loaded && (request.template || request.print))
		options_wrong("--profile makes no profile");
	return request;
}

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
load(const char *text)
{
	if (apparmor_load(text, false) == 0)
		return;
	switch (errno) {
	case EPERM:
		errx(EXIT_OURS, "to load a profile: try as root (to use one "
				"that is loaded, --profile)");
	case ENOENT:
		errx(EXIT_OURS,
		    "apparmor_parser not found: install the package apparmor");
	case EINVAL:
		errx(EXIT_OURS, "apparmor_parser refused the profile");
	default:
		err(EXIT_OURS, "to load a profile");
	}
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
	err(EXIT_OURS, "profile %s: change from the present one", name);
}

static int
confine(const char *name, const char *text, bool stack, char *const command[])
{
	sigset_t mask;
	pid_t parent = getpid();

	/* From here on a signal must not end us, or the profile would stay. */
	command_catch_signals(&mask);
	load(text);

	orphans_adopt();
	pid_t child = fork();
	if (child == 0) {
		command_die_with_parent(parent);
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
		if (apparmor_unload(name) == -1)
			err(EXIT_OURS, "profile %s (try as root)", name);
		puts(name);
	}
	if (found == -1)
		err(EXIT_OURS, "list of profiles (try as root)");
	return EXIT_SUCCESS;
}

int
main(int argc, char *argv[])
{
	static char text[APPARMOR_TEXT_MAX];
	struct request request = parse_options(argc, argv);

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
	if (request.name[0] == '\0')
		leftovers_new_name(request.name, sizeof(request.name));
	make_text(&request, text, sizeof(text));
	if (request.print)
		return fputs(text, stdout) == EOF || fflush(stdout) == EOF
			   ? EXIT_OURS
			   : EXIT_SUCCESS;
	require_apparmor();
	return confine(request.name, text, request.stack, command);
}
