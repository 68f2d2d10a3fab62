/*
 * Rules for devices in cgroup v1: one line for one write(2), "c 1:3 rwm", to
 * devices.allow or devices.deny.
 */
#include "04-cgroups/devices.h"
#include "04-cgroups/tree/control_file.h"
#include "common/explain.h"
#include "common/file.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void
print_number(char *text, size_t size, int64_t number)
{
	if (number == DEVICES_ANY)
		snprintf(text, size, "*");
	else
		snprintf(text, size, "%" PRId64, number);
}

/* One of the two files: open for all the rules, a lookup costs more than a rule. */
struct rule_file {
	char path[CONTROL_PATH];
	int fd;
};

static int
open_file(struct rule_file *file, const char *dir, const char *name)
{
	control_path(file->path, dir, name);
	file->fd = open(file->path, O_WRONLY | O_CLOEXEC);
	return file->fd == -1 ? control_failed(file->path) : 0;
}

static int
write_line(const struct rule_file *file, const char *why, const char *line)
{
	size_t length = strlen(line);

	explain(why, "write(%d<%s>, \"%s\", %zu)", file->fd, file->path, line,
	    length);
	if (write(file->fd, line, length) == (ssize_t)length)
		return 0;
	return control_failed(file->path);
}

static int
write_rule(
    const struct rule_file *file, const struct device_rule *rule, char type)
{
	char major[24], minor[24], line[64];

	print_number(major, sizeof(major), rule->major);
	print_number(minor, sizeof(minor), rule->minor);
	snprintf(line, sizeof(line), "%c %s:%s %s", type, major, minor,
	    rule->access);
	return write_line(
	    file, rule->allow ? "may be used" : "out of reach", line);
}

static bool
is_all(const struct device_rule *rule)
{
	return rule->type == 'a' && rule->major == DEVICES_ANY &&
	       rule->minor == DEVICES_ANY;
}

static int
write_all(const struct rule_file *allow, const struct rule_file *deny,
    const struct device_rule *rules, size_t nrules)
{
	if (write_line(deny, "only these devices", "a") == -1)
		return -1;
	for (size_t i = 0; i < nrules; i++) {
		const struct device_rule *rule = &rules[i];
		const struct rule_file *file = rule->allow ? allow : deny;

		/* v1 takes an "a" for all numbers, and for all access. */
		if (rule->type == 'a' && !is_all(rule)) {
			if (write_rule(file, rule, 'b') == -1 ||
			    write_rule(file, rule, 'c') == -1)
				return -1;
		} else if (write_rule(file, rule, rule->type) == -1) {
			return -1;
		}
	}
	return 0;
}

int
devices_write_v1(
    const char *dir, const struct device_rule *rules, size_t nrules)
{
	struct rule_file allow = { .fd = -1 };
	struct rule_file deny = { .fd = -1 };

	if (open_file(&deny, dir, "devices.deny") == -1)
		return -1;
	if (open_file(&allow, dir, "devices.allow") == -1)
		return file_close(deny.fd, -1);
	int result = write_all(&allow, &deny, rules, nrules);
	return file_close(allow.fd, file_close(deny.fd, result));
}
