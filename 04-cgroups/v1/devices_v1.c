/*
 * Rules for devices in cgroup v1: one line for one write(2), "c 1:3 rwm", to
 * devices.allow or devices.deny.
 */
#include "04-cgroups/devices.h"
#include "04-cgroups/tree/control_file.h"

#include <inttypes.h>
#include <stdio.h>

static void
print_number(char *text, size_t size, int64_t number)
{
	if (number == DEVICES_ANY)
		snprintf(text, size, "*");
	else
		snprintf(text, size, "%" PRId64, number);
}

static int
write_rule(const char *dir, const struct device_rule *rule, char type)
{
	char major[24], minor[24], line[64];

	print_number(major, sizeof(major), rule->major);
	print_number(minor, sizeof(minor), rule->minor);
	snprintf(line, sizeof(line), "%c %s:%s %s", type, major, minor,
	    rule->access);
	return control_write(dir,
	    rule->allow ? "devices.allow" : "devices.deny",
	    rule->allow ? "may be used" : "out of reach", line);
}

static bool
is_all(const struct device_rule *rule)
{
	return rule->type == 'a' && rule->major == DEVICES_ANY &&
	       rule->minor == DEVICES_ANY;
}

int
devices_write_v1(
    const char *dir, const struct device_rule *rules, size_t nrules)
{
	if (control_write(dir, "devices.deny", "no devices but these", "a") ==
	    -1)
		return -1;
	for (size_t i = 0; i < nrules; i++) {
		const struct device_rule *rule = &rules[i];

		/* v1 takes an "a" for all numbers, and for all access. */
		if (rule->type == 'a' && !is_all(rule)) {
			if (write_rule(dir, rule, 'b') == -1 ||
			    write_rule(dir, rule, 'c') == -1)
				return -1;
		} else if (write_rule(dir, rule, rule->type) == -1) {
			return -1;
		}
	}
	return 0;
}
