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

/* "1.2.3", and of the first number only what we know. */
static void
check_version(const char *version)
{
	unsigned int major, minor, patch;

	if (sscanf(version, "%u.%u.%u", &major, &minor, &patch) != 3)
		oci_fail(
		    "config.json: ociVersion \"%s\" is not a version", version);
	if (major != 1)
		oci_fail("config.json: ociVersion %s is not supported: 1.x",
		    version);
}

static void
translate_root(struct oci *oci, json_t *root)
{
	struct container_spec *spec = &oci->spec;
	const char *path = "";
	char joined[PATH_MAX];
	int read_only = 0;
	char *name;
	struct stat st;

	oci_unpack(
	    root, "root", "{s:s, s?b}", "path", &path, "readonly", &read_only);
	snprintf(joined, sizeof(joined), "%s%s%s",
	    path[0] == '/' ? "" : oci->bundle, path[0] == '/' ? "" : "/", path);
	spec->rootfs_fd = bind_source_open(joined, &name);
	if (spec->rootfs_fd == -1)
		oci_fail("root.path %s: %s", joined, strerror(errno));
	spec->rootfs = name;
	if (fstat(spec->rootfs_fd, &st) == 0 && !S_ISDIR(st.st_mode))
		oci_fail("root.path %s: %s", joined, strerror(ENOTDIR));
	spec->read_only = read_only;
	spec->no_overlay = true;
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
	struct container_spec *spec = &oci->spec;
	char path[PATH_MAX];
	const char *version = NULL;
	json_t *root = NULL, *process = NULL, *mounts = NULL, *section = NULL;

	container_spec_init(spec);
	snprintf(path, sizeof(path), "%s/config.json", oci->bundle);
	oci->config = oci_read(path);
	oci_unpack(oci->config, "top",
	    "{s:s, s:o, s?o, s?o, s?o, s?s, s?s, s?o}", "ociVersion", &version,
	    "root", &root, "process", &process, "mounts", &mounts, "linux",
	    &section, "hostname", &spec->hostname, "domainname",
	    &spec->domainname, "annotations", &oci->annotations);
	spec->hostname = not_empty(spec->hostname);
	spec->domainname = not_empty(spec->domainname);
	check_version(version);
	check_annotations(oci->annotations);
	oci_check_hooks(oci->config);
	translate_root(oci, root);
	if (process == NULL)
		oci_fail("config.json: process is missing: nothing to start");
	oci_process(spec, process);
	oci_mounts(oci, mounts);
	oci_linux(oci, section);
	oci_drop_missing_capabilities(spec);
	spec->hook = oci_hook;
	spec->create_hooks =
	    json_object_size(json_object_get(oci->config, "hooks")) > 0;
	spec->hook_data = oci;
}
