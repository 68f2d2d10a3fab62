#include "06-apparmor/cli/apparmor_options.h"

#include "01-caps/caps.h"
#include "06-apparmor/apparmor.h"
#include "common/options.h"

#include <string.h>

static const char help[] =
    "Usage: apparmor [options] [--] [command [argument...]]\n"
    "       apparmor show [PID]\n"
    "       apparmor clean\n"
    "\n"
    "Runs a command (default: your shell) in an AppArmor profile that is made\n"
    "for it and removed when the last process in it has ended. Without a rule\n"
    "below: only CAP_SETUID, no raw sockets, no mounts, no sysrq-trigger.\n"
    "\n"
    "      --deny-raw         no raw and packet sockets\n"
    "      --deny-mount       no mount, umount, pivot_root\n"
    "      --deny PATH        no use of these files at all; PATH may begin\n"
    "                         with @{PROC} and have wildcards: apparmor.d(5)\n"
    "      --deny-write PATH  no writing to these files\n"
    "  -c, --cap LIST         these capabilities only, comma-separated\n"
    "      --may-stack        the command may add profiles to its own\n"
    "      --container        the rules that a container gets (chapter 7)\n"
    "      --audit            log what the rules deny\n"
    "      --complain         log what they would deny, and let it pass\n"
    "  -n, --name NAME        the name of the profile (default: a new one)\n"
    "      --print            show the profile, and run nothing\n"
    "  -t, --template FILE    the profile's text, with @NAME@ for its name\n"
    "  -p, --profile NAME     make no profile: use this one, which is loaded\n"
    "  -s, --stack            add it to the profile that we are "
    "in\n" OPTIONS_HELP "\n"
    "apparmor show    in which profile this or another process is\n"
    "apparmor clean   remove the profiles of runs that were killed\n";

enum {
	OPTION_DENY_RAW = OPTION_OWN,
	OPTION_DENY_MOUNT,
	OPTION_DENY,
	OPTION_DENY_WRITE,
	OPTION_MAY_STACK,
	OPTION_CONTAINER,
	OPTION_AUDIT,
	OPTION_COMPLAIN,
	OPTION_PRINT,
};

static const struct option long_options[] = {
	{ "deny-raw", no_argument, NULL, OPTION_DENY_RAW },
	{ "deny-mount", no_argument, NULL, OPTION_DENY_MOUNT },
	{ "deny", required_argument, NULL, OPTION_DENY },
	{ "deny-write", required_argument, NULL, OPTION_DENY_WRITE },
	{ "cap", required_argument, NULL, 'c' },
	{ "may-stack", no_argument, NULL, OPTION_MAY_STACK },
	{ "container", no_argument, NULL, OPTION_CONTAINER },
	{ "audit", no_argument, NULL, OPTION_AUDIT },
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
		options_wrong(
		    "'%s' is not a path for a rule (absolute, without "
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
	struct suggestion s;

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
			options_wrong("'%s' is not a list of capabilities%s",
			    optarg, caps_suggest(optarg, &s));
		return true;
	case OPTION_MAY_STACK:
		return rules->may_stack = true;
	case OPTION_CONTAINER:
		*rules = apparmor_container;
		return true;
	}
	return false;
}

struct apparmor_options
apparmor_options_parse(int argc, char *argv[])
{
	struct apparmor_options options = { .rules.capabilities = UINT64_MAX };
	bool ruled = false, audit = false, complain = false;
	int option;

	while ((option = getopt_long(argc, argv, OPTIONS_SHORT "c:n:t:p:s",
		    long_options, NULL)) != -1) {
		switch (option) {
		case OPTION_AUDIT:
			audit = true;
			break;
		case OPTION_COMPLAIN:
			complain = true;
			break;
		case 'n':
			if (!apparmor_is_name(optarg))
				options_wrong(
				    "'%s' is not a profile name", optarg);
			options.name = optarg;
			break;
		case OPTION_PRINT:
			options.print = true;
			break;
		case 't':
			options.template = optarg;
			break;
		case 'p':
			options.loaded = optarg;
			break;
		case 's':
			options.stack = true;
			break;
		default:
			if (parse_rule(option, &options.rules))
				ruled = true;
			else
				options_common(
				    option, argv, long_options, help);
		}
	}
	if (!ruled)
		options.rules = apparmor_talk;
	options.rules.audit = audit;
	options.rules.complain = complain;
	if ((options.template || options.loaded) &&
	    (ruled || audit || complain))
		options_wrong("--profile and --template have their own rules: "
			      "leave out --deny, --audit and the like");
	if (options.loaded && (options.template || options.print))
		options_wrong("--profile uses a loaded profile: leave out "
			      "--template and --print");
	return options;
}
