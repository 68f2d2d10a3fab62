/* Options about what the container may do. */
#include "07-combined/docker/cli.h"

#include "common/options.h"

#include <stddef.h>
#include <string.h>

/* As docker: caps_parse() alone would take a list. */
static void
set_capabilities(
    struct cli *cli, const struct cli_option *option, const char *value)
{
	struct suggestion s;
	uint64_t *set = option->id == 'a' ? &cli->cap_add : &cli->cap_drop;

	if (strchr(value, ',') != NULL)
		options_wrong("--%s: '%s' is more than one capability (use one "
			      "--%s for each)",
		    option->name, value, option->name);
	if (value[0] == '\0' || caps_parse(value, set) == -1)
		options_wrong("--%s: '%s' is not a capability%s", option->name,
		    value, caps_suggest(value, &s));
}

/* Alone, or with "true" or "false". */
static void
set_no_new_privs(struct cli *cli, const char *value)
{
	bool off = value != NULL && strcmp(value, "false") == 0;

	if (value != NULL && !off && strcmp(value, "true") != 0)
		options_wrong("--security-opt: no-new-privileges=%s is not "
			      "true or false",
		    value);
	cli->spec.no_new_privs = !off;
}

/* No process has a label here, so there is nothing to switch off. */
static void
set_label(struct cli *cli, const char *value)
{
	(void)cli;
	if (strcmp(value, "disable") != 0)
		options_wrong("--security-opt: label=%s: not supported (only "
			      "label=disable: no SELinux label is set)",
		    value);
}

static void
set_seccomp(struct cli *cli, const char *value)
{
	cli->seccomp = value;
}

static void
set_apparmor(struct cli *cli, const char *value)
{
	cli->apparmor = value;
}

/* NAME=VALUE; docker has kept the older NAME:VALUE, too. */
static void
set_security(
    struct cli *cli, const struct cli_option *option, const char *value)
{
	static const struct {
		const char *name;
		void (*set)(struct cli *cli, const char *value);
	} all[] = {
		{ "seccomp", set_seccomp },
		{ "apparmor", set_apparmor },
		{ "label", set_label },
		{ "no-new-privileges", set_no_new_privs },
	};
	char *setting;
	char separator = strchr(value, '=') != NULL ? '=' : ':';
	char *name = options_split(value, separator, &setting);

	(void)option;
	/* The older spelling is older than this word. */
	if (strcmp(value, "systempaths=unconfined") == 0) {
		cli->bare_paths = true;
		return;
	}
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		bool bare = all[i].set == set_no_new_privs;

		if (strcmp(all[i].name, name) != 0)
			continue;
		if (setting == NULL ? !bare : setting[0] == '\0')
			break;
		all[i].set(cli, setting);
		return;
	}
	options_wrong("--security-opt: '%s' is none of seccomp=, apparmor=, "
		      "label=disable, systempaths=unconfined, "
		      "no-new-privileges",
	    value);
}

const struct cli_option cli_power[] = {
	{ "cap-add", 0, "CAPABILITY", "one more than Docker's 14, or all",
	    set_capabilities, 'a', CLI_RUN, "caps_drop_bounding caps_set" },
	{ "cap-drop", 0, "CAPABILITY", "one less, or all", set_capabilities,
	    'd', CLI_RUN, "caps_drop_bounding caps_set" },
	{ "privileged", 0, NULL, "all capabilities, no filter, nothing masked",
	    cli_set_flag, offsetof(struct cli, privileged), CLI_RUN,
	    "caps_set mounts_add_devices" },
	{ "security-opt", 0, "OPTION",
	    "no-new-privileges, seccomp=FILE|unconfined,\n"
	    "                                 apparmor=PROFILE|unconfined,\n"
	    "                                 systempaths=unconfined, "
	    "label=disable",
	    set_security, 0, CLI_RUN,
	    "filter_from_json load_filter change_profile_on_exec "
	    "forbid_new_privileges" },
	{ 0 },
};
