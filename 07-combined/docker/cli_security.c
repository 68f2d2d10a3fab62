/* Options about what the container may do. */
#include "07-combined/docker/cli.h"

#include "common/options.h"

#include <stddef.h>
#include <string.h>

static void
set_capabilities(
    struct cli *cli, const struct cli_option *option, const char *value)
{
	struct suggestion s;
	uint64_t *set = option->id == 'a' ? &cli->cap_add : &cli->cap_drop;

	if (caps_parse(value, set) == -1)
		options_wrong("--%s: '%s' is not a capability%s", option->name,
		    value, caps_suggest(value, &s));
}

#define NO_NEW "no-new-privileges"

/* Alone, or with "true" or "false" behind "=" or ":", as docker has it. */
static void
set_no_new_privs(struct cli *cli, const char *value)
{
	const char *rest = value + strlen(NO_NEW);
	bool on = rest[0] == '\0' ||
		  (strchr(":=", rest[0]) && strcmp(rest + 1, "true") == 0);
	bool off = rest[0] != '\0' && strchr(":=", rest[0]) &&
		   strcmp(rest + 1, "false") == 0;

	if (!on && !off)
		options_wrong("--security-opt: '%s' is not " NO_NEW
			      ", with =true or =false",
		    value);
	cli->spec.no_new_privs = on;
}

static void
set_security(
    struct cli *cli, const struct cli_option *option, const char *value)
{
	(void)option;
	if (strncmp(value, "seccomp=", 8) == 0)
		cli->seccomp = value + 8;
	else if (strncmp(value, "apparmor=", 9) == 0)
		cli->apparmor = value + 9;
	else if (strncmp(value, NO_NEW, strlen(NO_NEW)) == 0)
		set_no_new_privs(cli, value);
	else
		options_wrong("--security-opt: '%s' is none of seccomp=, "
			      "apparmor=, no-new-privileges",
		    value);
}

const struct cli_option cli_power[] = {
	{ "cap-add", 0, "LIST", "capabilities more than Docker's 14",
	    set_capabilities, 'a', false, "caps_drop_bounding caps_set" },
	{ "cap-drop", 0, "LIST", "capabilities less", set_capabilities, 'd',
	    false, "caps_drop_bounding caps_set" },
	{ "privileged", 0, NULL, "all capabilities, no filter, nothing masked",
	    cli_set_flag, offsetof(struct cli, privileged), false,
	    "caps_set mounts_add_devices" },
	{ "security-opt", 0, "OPTION",
	    "no-new-privileges, seccomp=FILE|unconfined,\n"
	    "                                 apparmor=PROFILE|unconfined",
	    set_security, 0, false,
	    "filter_from_json load_filter change_profile_on_exec "
	    "forbid_new_privileges" },
	{ 0 },
};
