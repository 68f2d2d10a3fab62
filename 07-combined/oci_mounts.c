/*
 * config.md, "Mounts": the words of fstab(5) and mount(8) into flags.
 */
#include "07-combined/oci.h"

#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>

/* The same thing for mount(2) and, where it has it, for mount_setattr(2). */
static const struct word {
	const char *name, *opposite;
	unsigned long flag;
	uint64_t attribute;
} words[] = {
	{ "ro", "rw", MS_RDONLY, MOUNT_ATTR_RDONLY },
	{ "nosuid", "suid", MS_NOSUID, MOUNT_ATTR_NOSUID },
	{ "nodev", "dev", MS_NODEV, MOUNT_ATTR_NODEV },
	{ "noexec", "exec", MS_NOEXEC, MOUNT_ATTR_NOEXEC },
	{ "nodiratime", "diratime", MS_NODIRATIME, MOUNT_ATTR_NODIRATIME },
	{ "nosymfollow", "symfollow", MS_NOSYMFOLLOW, MOUNT_ATTR_NOSYMFOLLOW },
	{ "noatime", "atime", MS_NOATIME, MOUNT_ATTR_NOATIME },
	{ "strictatime", "nostrictatime", MS_STRICTATIME,
	    MOUNT_ATTR_STRICTATIME },
	{ "relatime", "norelatime", MS_RELATIME, MOUNT_ATTR_RELATIME },
	{ "sync", "async", MS_SYNCHRONOUS, 0 },
	{ "dirsync", NULL, MS_DIRSYNC, 0 },
	{ "mand", "nomand", MS_MANDLOCK, 0 },
	{ "iversion", "noiversion", MS_I_VERSION, 0 },
	{ "lazytime", "nolazytime", MS_LAZYTIME, 0 },
	{ "silent", "loud", MS_SILENT, 0 },
	{ "remount", NULL, MS_REMOUNT, 0 },
	{ "defaults", NULL, 0, 0 },
	{ 0 },
};

static const struct {
	const char *name;
	unsigned long flag;
} propagations[] = {
	{ "private", MS_PRIVATE },
	{ "slave", MS_SLAVE },
	{ "shared", MS_SHARED },
	{ "unbindable", MS_UNBINDABLE },
};

unsigned long
oci_propagation(const char *name)
{
	for (int i = 0; i < 4; i++) {
		if (strcmp(name, propagations[i].name) == 0)
			return propagations[i].flag;
		if (name[0] == 'r' &&
		    strcmp(name + 1, propagations[i].name) == 0)
			return propagations[i].flag | MS_REC;
	}
	return 0;
}

/* The kinds of atime are one field: a new one is set over what was there. */
static void
put_attribute(struct container_attributes *a, const struct word *word, bool on)
{
	const uint64_t atimes = MOUNT_ATTR_NOATIME | MOUNT_ATTR_STRICTATIME;
	bool atime = word->flag & (MS_NOATIME | MS_STRICTATIME | MS_RELATIME);

	if (atime) {
		a->set &= ~atimes;
		a->clear |= MOUNT_ATTR__ATIME;
		a->set |= on ? word->attribute : MOUNT_ATTR_RELATIME;
	} else if (on) {
		a->set |= word->attribute;
		a->clear &= ~word->attribute;
	} else {
		a->clear |= word->attribute;
		a->set &= ~word->attribute;
	}
}

/* Takes one word, and with an r in front of it for all below. */
static bool
take_word(struct container_mount *m, const char *name)
{
	for (const struct word *w = words; w->name != NULL; w++) {
		for (int off = 0; off <= 1; off++) {
			const char *spelled = off ? w->opposite : w->name;
			if (spelled == NULL)
				continue;
			if (strcmp(name, spelled) == 0) {
				m->flags = off ? m->flags & ~w->flag
					       : m->flags | w->flag;
				put_attribute(&m->here, w, !off);
				return true;
			}
			if (w->attribute + (w->flag & MS_RELATIME) != 0 &&
			    name[0] == 'r' && strcmp(name + 1, spelled) == 0) {
				put_attribute(&m->below, w, !off);
				return true;
			}
		}
	}
	return false;
}

static void
translate_ids(struct container_mount *m, json_t *mount)
{
	json_t *uids = json_object_get(mount, "uidMappings");
	json_t *gids = json_object_get(mount, "gidMappings");

	m->nuids = oci_ranges(uids, m->uids, "mounts.uidMappings");
	m->ngids = oci_ranges(gids, m->gids, "mounts.gidMappings");
	if ((m->nuids == 0) != (m->ngids == 0))
		oci_fail("mounts: uidMappings and gidMappings go together");
}

/* What is no word of ours is the file system's: "size=64m". */
static void
translate_options(struct container_mount *m, json_t *list, bool *bind)
{
	const char **options = oci_strings(list, "mounts.options");
	char data[4096] = "";

	for (; *options != NULL; options++) {
		const char *o = *options;
		unsigned long spread = oci_propagation(o);

		if (strcmp(o, "bind") == 0 || strcmp(o, "rbind") == 0) {
			*bind = true;
			m->shallow = o[0] == 'b';
		} else if (spread != 0) {
			m->propagation = spread;
		} else if (strcmp(o, "idmap") == 0 ||
			   strcmp(o, "ridmap") == 0) {
			if (m->nuids == 0)
				oci_fail("mounts: %s needs uidMappings", o);
		} else if (strcmp(o, "tmpcopyup") == 0) {
			m->copy_up = true;
		} else if (!take_word(m, o)) {
			size_t used = strlen(data);
			snprintf(data + used, sizeof(data) - used, "%s%s",
			    used > 0 ? "," : "", o);
		}
	}
	if (data[0] != '\0')
		m->data = strdup(data);
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

static void
translate_mount(struct oci *oci, json_t *entry)
{
	struct container *c = &oci->container;
	const char *target = NULL, *type = "none", *source = NULL;
	json_t *options = NULL;

	if (c->nmounts == CONTAINER_MAX)
		oci_fail("mounts: more than %d", CONTAINER_MAX);
	struct container_mount *m = &c->mounts[c->nmounts++];
	oci_unpack(entry, "mounts", "{s:s, s?s, s?s, s?o}", "destination",
	    &target, "type", &type, "source", &source, "options", &options);
	bool bind = strcmp(type, "bind") == 0;
	translate_ids(m, entry);
	translate_options(m, options, &bind);
	m->target = path_below(target[0] == '/' ? "" : "/", target);
	m->source = source != NULL ? source : type;
	if (bind) {
		if (source == NULL)
			oci_fail("mounts: %s has no source", target);
		m->source = host_path(oci, source);
		m->flags = 0; /* here and below say it */
		return;
	}
	if (m->nuids > 0)
		oci_fail("mounts: %s: only binds can have uidMappings", target);
	m->type = type;
	m->here = (struct container_attributes){ 0 };
	if (strcmp(type, "cgroup") == 0 || strcmp(type, "cgroup2") == 0)
		m->data = NULL;
}

void
oci_mounts(struct oci *oci, json_t *mounts)
{
	json_t *entry;
	size_t i;

	json_array_foreach (mounts, i, entry)
		translate_mount(oci, entry);
}
