#include "04-cgroups/devices.h"

#include "04-cgroups/tree/control_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

const struct device_rule devices_usual[] = {
	{ true, 'c', DEVICES_ANY, DEVICES_ANY, "m" },
	{ true, 'b', DEVICES_ANY, DEVICES_ANY, "m" },
	{ true, 'c', 1, 3, "rwm" },             /* null */
	{ true, 'c', 1, 5, "rwm" },             /* zero */
	{ true, 'c', 1, 7, "rwm" },             /* full */
	{ true, 'c', 1, 8, "rwm" },             /* random */
	{ true, 'c', 1, 9, "rwm" },             /* urandom */
	{ true, 'c', 5, 0, "rwm" },             /* tty */
	{ true, 'c', 5, 1, "rwm" },             /* console */
	{ true, 'c', 5, 2, "rwm" },             /* ptmx */
	{ true, 'c', 136, DEVICES_ANY, "rwm" }, /* pts */
	{ 0 },
};

static bool is_proper(const struct device_rule *rule);

int
devices_limit(
    const struct cgroup *cgroup, const struct device_rule *rules, size_t nrules)
{
	const char *dir = cgroup->at[CGROUP_DEVICES].path;

	for (size_t i = 0; i < nrules; i++) {
		if (!is_proper(&rules[i])) {
			errno = EINVAL;
			return control_failed("a rule for devices");
		}
	}
	if (cgroup->at[CGROUP_DEVICES].version == 1)
		return devices_write_v1(dir, rules, nrules);
	if (cgroup->at[CGROUP_CORE].version == 2)
		return devices_load_bpf(
		    cgroup->at[CGROUP_CORE].path, rules, nrules);
	errno = ENOTSUP;
	return control_failed("the controller \"devices\"");
}

static bool
is_proper(const struct device_rule *rule)
{
	return rule->type != 0 && strchr("abc", rule->type) != NULL &&
	       rule->access[0] != '\0' &&
	       rule->access[strspn(rule->access, "rwm")] == '\0' &&
	       rule->major >= DEVICES_ANY && rule->minor >= DEVICES_ANY &&
	       rule->major <= UINT32_MAX && rule->minor <= UINT32_MAX;
}

/* Reads "*" or a number before what may end it. */
static bool
read_number(const char **text, char end, int64_t *number)
{
	char *rest = (char *)*text + 1;

	if (**text == '*')
		*number = DEVICES_ANY;
	else if (**text >= '0' && **text <= '9')
		*number = strtoll(*text, &rest, 10);
	else
		return false;
	*text = rest + 1;
	return *rest == end;
}

int
devices_parse(const char *text, struct device_rule *rule)
{
	const char *rest = text + 2;

	*rule = (struct device_rule){ .allow = true, .type = text[0] };
	if (text[0] != '\0' && text[1] == ' ' &&
	    read_number(&rest, ':', &rule->major) &&
	    read_number(&rest, ' ', &rule->minor)) {
		rule->access = rest;
		if (is_proper(rule))
			return 0;
	}
	errno = EINVAL;
	return -1;
}
