/*
 * config.md, "Mounts".
 */
#include "07-combined/engine/mount_options.h"
#include "07-combined/oci/oci.h"
#include "common/list.h"

#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>

static void
translate_ids(struct container_mount *m, json_t *mount)
{
	json_t *uids = json_object_get(mount, "uidMappings");
	json_t *gids = json_object_get(mount, "gidMappings");

	m->nuids = oci_ranges(uids, &m->uids, "mounts.uidMappings");
	m->ngids = oci_ranges(gids, &m->gids, "mounts.gidMappings");
	if ((m->nuids == 0) != (m->ngids == 0))
		oci_fail("mounts: uidMappings and gidMappings go together");
}

static void
translate_options(struct container_mount *m, json_t *list, bool *bind)
{
	const char **options = oci_strings(list, "mounts.options");

	for (; *options != NULL; options++) {
		const char *o = *options;

		if (strcmp(o, "bind") == 0 || strcmp(o, "rbind") == 0) {
			*bind = true;
			m->shallow = o[0] == 'b';
		} else if (strcmp(o, "idmap") == 0 ||
			   strcmp(o, "ridmap") == 0) {
			if (m->nuids == 0)
				oci_fail("mounts: %s needs uidMappings", o);
		} else if (strcmp(o, "tmpcopyup") == 0) {
			m->copy_up = true;
		} else if (mount_option(m, o) == -1) {
			oci_fail("out of memory");
		}
	}
}

static const char *
path_below(const char *directory, const char *name)
{
	char *path;

	if (asprintf(&path, "%s%s", directory, name) == -1)
		oci_fail("out of memory");
	return path;
}

/* A path of the host; a relative one begins at the bundle. */
static const char *
host_path(const struct oci *oci, const char *source)
{
	if (source[0] == '/')
		return source;
	return path_below(oci->bundle, path_below("/", source));
}

/* Does a path lead to the root, by "/", "." and ".." alone? */
static bool
is_root(const char *path)
{
	while (*path != '\0') {
		size_t length = strcspn(path, "/");

		if (length > 2 || strspn(path, ".") < length)
			return false;
		path += length + strspn(path + length, "/");
	}
	return true;
}

static void
translate_mount(const struct oci *oci, struct container_mount *m, json_t *entry)
{
	const char *target = NULL, *type = "none", *source = NULL;
	json_t *options = NULL;

	oci_unpack(entry, "mounts", "{s:s, s?s, s?s, s?o}", "destination",
	    &target, "type", &type, "source", &source, "options", &options);
	if (target[0] == '\0')
		oci_fail("mounts: an empty destination");
	/* What is mounted there is not what pivot_root(2) makes the root. */
	if (is_root(target))
		oci_fail("mounts: destination \"%s\" is the root, which "
			 "root.path gives",
		    target);
	bool bind = strcmp(type, "bind") == 0;
	translate_ids(m, entry);
	translate_options(m, options, &bind);
	m->target = path_below(target[0] == '/' ? "" : "/", target);
	m->source = source != NULL ? source : type;
	if (bind) {
		if (source == NULL || source[0] == '\0')
			oci_fail("mounts: %s has no source", target);
		m->source = host_path(oci, source);
		m->flags = 0; /* here and below say it */
		return;
	}
	if (m->nuids > 0)
		oci_fail("mounts: %s: only binds can have uidMappings", target);
	m->type = type;
	m->here = (struct container_attributes){ 0 };
	/* What is mounted in there, and the devices, come first. */
	m->sealed = m->flags & MS_RDONLY && (strcmp(type, "tmpfs") == 0 ||
						strcmp(m->target, "/dev") == 0);
	if (m->sealed)
		m->flags &= ~MS_RDONLY;
	if (strcmp(type, "cgroup") == 0 || strcmp(type, "cgroup2") == 0)
		m->data = NULL;
}

void
oci_mounts(struct oci *oci, json_t *mounts)
{
	struct container_spec *spec = &oci->spec;
	json_t *entry;
	size_t i;

	json_array_foreach (oci_array(mounts, "mounts"), i, entry) {
		struct container_mount m = { CONTAINER_MOUNT_NO_FDS };

		translate_mount(oci, &m, entry);
		if (LIST_ADD(spec->mounts, spec->nmounts, &m) == -1)
			oci_fail("out of memory");
	}
}
