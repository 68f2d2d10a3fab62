#include "07-combined/engine/mount_options.h"

#include <stdio.h>
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
mount_propagation(const char *name)
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
take_flag(struct container_mount *m, const char *name)
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

bool
mount_word(struct container_mount *m, const char *word)
{
	unsigned long spread = mount_propagation(word);

	if (spread == 0)
		return take_flag(m, word);
	m->propagation = spread;
	return true;
}

int
mount_option(struct container_mount *m, const char *word)
{
	char *data;

	if (word[0] == '\0' || mount_word(m, word))
		return 0;
	if (asprintf(&data, "%s%s%s", m->data ? m->data : "",
		m->data ? "," : "", word) == -1)
		return -1;
	m->data = data;
	return 0;
}
