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

static void
set_security(
    struct cli *cli, const struct cli_option *option, const char *value)
{
	(void)option;
	if (strncmp(value, "seccomp=", 8) == 0)
		cli->seccomp = value + 8;
	else if (strncmp(value, "apparmor=", 9) == 0)
		cli->apparmor = value + 9;
	else if (strcmp(value, "no-new-privileges") == 0 ||
		 strcmp(value, "no-new-privileges=true") == 0)
		cli->spec.no_new_privs = true;
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
