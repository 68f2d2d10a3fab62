/*
 * Profiles as text, in the language of apparmor.d(5): from rules, or from a
 * template.
 */
#ifndef PROFILE_TEXT_H
#define PROFILE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A profile, generated or from a template, fits into this many bytes. */
#define APPARMOR_TEXT_MAX 16384

/* So many rules about files fit into one profile. */
#define APPARMOR_DENY_MAX 24

/* A file or, with apparmor.d(5)'s wildcards, files that are out of reach. */
struct apparmor_deny {
	const char *path;  /* "/…" or "@{PROC}/…" */
	const char *modes; /* of r, w, k (lock), l (link), x: "rwklx" */
};

/* What a generated profile says; the rest is allowed. */
struct apparmor_rules {
	uint64_t capabilities; /* the only ones: bit N is capability N */
	bool complain;         /* log what would be denied, and let it pass */
	bool audit;            /* log what is denied: deny rules don't */
	bool deny_raw;         /* raw and packet sockets: ping, sniffing */
	bool deny_families;    /* sockets of families that no container needs */
	bool deny_mount;       /* mount, umount, pivot_root */
	bool isolate_peers; /* signal and trace only what is in the profile */
	bool may_stack;     /* let it put more profiles on top of this */
	/* These files; the list ends at the first without a path. */
	struct apparmor_deny deny[APPARMOR_DENY_MAX];
};

/* The four rules of the talk, and what we put around a container. */
extern const struct apparmor_rules apparmor_talk;
extern const struct apparmor_rules apparmor_container;

/*
 * Is it a name for a profile: letters, digits and "-_.", of which the first is
 * a letter or digit, at most APPARMOR_NAME_MAX, and not "unconfined"?
 */
bool apparmor_is_name(const char *name);

/*
 * May a rule have this path: absolute, or beginning with a variable, and
 * without quotes, backslashes and control characters?
 */
bool apparmor_is_path(const char *path);

/*
 * Writes the profile called name into text. Returns 0, or -1 with errno EINVAL
 * (the name or a path is not valid) or ENOSPC (longer than size).
 */
int apparmor_generate(const char *name, const struct apparmor_rules *rules,
    char *text, size_t size);

/*
 * The same from a template: a profile in which @NAME@ stands for the name.
 * Returns 0, or -1 with errno EINVAL (the name is not valid, or no @NAME@) or
 * ENOSPC.
 */
int apparmor_expand_template(
    const char *template, const char *name, char *text, size_t size);

#endif
