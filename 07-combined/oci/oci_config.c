/*
 * config.md: the parts of a config.json that no other file takes.
 */
#include "07-combined/oci/oci.h"

#include "05-seccomp/filter.h"
#include "07-combined/engine/bind_source.h"

#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

void
oci_unpack(json_t *part, const char *where, const char *format, ...)
{
	json_error_t error;
	va_list ap;

	va_start(ap, format);
	if (json_vunpack_ex(part, &error, 0, format, ap) == -1)
		oci_fail("config.json: %s: %s", where, error.text);
	va_end(ap);
}

uint32_t
oci_number(json_int_t number, uint32_t max, const char *where)
{
	if (number < 0 || number > max)
		oci_fail("config.json: %s: %" JSON_INTEGER_FORMAT
			 " is not from 0 to %u",
		    where, number, max);
	return number;
}

/*
 * Unlimited is 2^64 - 1 in the engines' rlimits, and more than fits in a
 * jansson integer: -1 is the same to setrlimit(2).
 */
static void
replace_unlimited(char *text)
{
	static const char max[] = "18446744073709551615";
	static const char same[] = "-1                  ";

	for (char *at = text; (at = strstr(at, max)) != NULL; at++)
		if (at > text && strchr(": \t\n", at[-1]) != NULL)
			memcpy(at, same, strlen(max));
}

/*
 * A member whose value is null is a member that is missing: engines write their
 * empty fields so, and runc and crun read them so.
 */
static void
drop_nulls(json_t *value)
{
	const char *key;
	json_t *member;
	void *next;
	size_t i;

	json_object_foreach_safe (value, next, key, member) {
		if (json_is_null(member))
			json_object_del(value, key);
		else
			drop_nulls(member);
	}
	json_array_foreach (value, i, member)
		drop_nulls(member);
}

json_t *
oci_read(const char *path)
{
	char *text = NULL;
	size_t size = 0;
	json_error_t error;
	bool input = strcmp(path, "-") == 0;

	FILE *file = input ? stdin : fopen(path, "re");
	if (file == NULL || getdelim(&text, &size, '\0', file) == -1)
		oci_fail("%s: %s", path, strerror(file ? EBADMSG : errno));
	if (!input)
		fclose(file);
	replace_unlimited(text);
	json_t *json = json_loads(text, JSON_REJECT_DUPLICATES, &error);
	if (json == NULL)
		oci_fail("%s: line %d: %s", path, error.line, error.text);
	free(text);
	drop_nulls(json);
	return json;
}

json_t *
oci_array(json_t *value, const char *where)
{
	if (value != NULL && !json_is_array(value) && !json_is_null(value))
		oci_fail("config.json: %s: not an array", where);
	return value;
}

json_t *
oci_object(json_t *value, const char *where)
{
	if (value != NULL && !json_is_object(value) && !json_is_null(value))
		oci_fail("config.json: %s: not an object", where);
	return value;
}

const char **
oci_strings(json_t *array, const char *where)
{
	size_t n = json_array_size(oci_array(array, where)), i;
	const char **list = calloc(n + 1, sizeof(list[0]));
	json_t *value;

	if (list == NULL)
		oci_fail("out of memory");
	json_array_foreach (array, i, value) {
		list[i] = json_is_null(value) ? "" : json_string_value(value);
		if (list[i] == NULL)
			oci_fail("config.json: %s: not a string", where);
	}
	return list;
}

/* "1.2.3", and of the first number only what we know. */
static void
check_version(const char *version)
{
	unsigned int major, minor, patch;

	if (sscanf(version, "%u.%u.%u", &major, &minor, &patch) != 3)
		oci_fail(
		    "config.json: ociVersion \"%s\" is no version", version);
	if (major != 1)
		oci_fail("config.json: ociVersion %s is not supported: 1.x",
		    version);
}

static void
translate_root(struct oci *oci, json_t *root)
{
	struct container *c = &oci->container;
	const char *path = "";
	char joined[PATH_MAX];
	int read_only = 0;
	char *name;
	struct stat st;

	oci_unpack(
	    root, "root", "{s:s, s?b}", "path", &path, "readonly", &read_only);
	snprintf(joined, sizeof(joined), "%s%s%s",
	    path[0] == '/' ? "" : oci->bundle, path[0] == '/' ? "" : "/", path);
	c->rootfs_fd = bind_source_open(joined, &name);
	if (c->rootfs_fd == -1)
		oci_fail("root.path %s: %s", joined, strerror(errno));
	c->rootfs = name;
	if (fstat(c->rootfs_fd, &st) == 0 && !S_ISDIR(st.st_mode))
		oci_fail("root.path %s: %s", joined, strerror(ENOTDIR));
	c->read_only = read_only;
	c->in_place = true;
}

static void
check_annotations(json_t *annotations)
{
	const char *name;
	json_t *value;

	json_object_foreach (
	    oci_object(annotations, "annotations"), name, value)
		if (!json_is_string(value) || name[0] == '\0')
			oci_fail("config.json: annotations: \"%s\" is not a "
				 "name with a "
				 "string",
			    name);
}

/* An empty name asks for nothing, as one that is missing. */
static const char *
not_empty(const char *name)
{
	return name != NULL && name[0] != '\0' ? name : NULL;
}

void
oci_translate(struct oci *oci)
{
	struct container *c = &oci->container;
	char path[PATH_MAX];
	const char *version = NULL;
	json_t *root = NULL, *process = NULL, *mounts = NULL, *section = NULL;

	snprintf(path, sizeof(path), "%s/config.json", oci->bundle);
	oci->config = oci_read(path);
	oci_unpack(oci->config, "top",
	    "{s:s, s:o, s?o, s?o, s?o, s?s, s?s, s?o}", "ociVersion", &version,
	    "root", &root, "process", &process, "mounts", &mounts, "linux",
	    &section, "hostname", &c->hostname, "domainname", &c->domainname,
	    "annotations", &oci->annotations);
	c->hostname = not_empty(c->hostname);
	c->domainname = not_empty(c->domainname);
	check_version(version);
	check_annotations(oci->annotations);
	oci_check_hooks(oci->config);
	translate_root(oci, root);
	if (process == NULL)
		oci_fail("config.json: process is missing: nothing to start");
	oci_process(c, process);
	oci_mounts(oci, mounts);
	oci_linux(oci, section);
	oci_warn_of_capabilities(c);
	c->hook = oci_hook;
	c->hook_at_root =
	    json_object_size(json_object_get(oci->config, "hooks")) > 0;
	c->hook_data = oci;
}
