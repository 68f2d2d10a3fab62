/*
 * AppArmor: apparmor(7). The kernel holds profiles, each a list of what its
 * processes may do; what no rule allows is denied, and a deny rule wins over
 * all that allow. Which profile a process is in is its label, and a label is
 * inherited by children. So a program is confined in four steps, and after it
 * there is a fifth:
 *
 *     apparmor_generate()       rules as text: apparmor.d(5)
 *     apparmor_compile()        as tables: apparmor_parser(8)
 *     apparmor_give()           the kernel gets them
 *     apparmor_change_onexec()  the next execve(2) enters it
 *     apparmor_unload()         it is gone; who is still in it is unconfined
 *
 * Entering needs no privilege, loading and unloading need CAP_MAC_ADMIN.
 */
#ifndef APPARMOR_H
#define APPARMOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* A profile, ours or from a template, fits into this many bytes. */
#define APPARMOR_TEXT_MAX 16384

#define APPARMOR_NAME_MAX 128

/* The list of those that are loaded, a line each: "NAME (MODE)". */
#define APPARMOR_PROFILES "/sys/kernel/security/apparmor/profiles"

/* The longest label that we read: a stack of profiles, "a//&b". */
#define APPARMOR_LABEL_MAX 1024

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
	bool alone;     /* signal and trace only what is in the profile */
	bool may_stack; /* let it put more profiles on top of this */
	/* These files; the list ends at the first without a path. */
	struct apparmor_deny deny[APPARMOR_DENY_MAX];
};

/* The four rules of the talk, and what we put around a container. */
extern const struct apparmor_rules apparmor_talk;
extern const struct apparmor_rules apparmor_container;

/*
 * Is AppArmor there? Where it is not, errno tells why: ENOSYS (not in this
 * kernel), ECANCELED (switched off at boot), ENOENT (securityfs not mounted),
 * EACCES: aa_is_enabled(2).
 */
bool apparmor_available(void);

/* Returns what to do about such an errno: half a line for an error message. */
const char *apparmor_remedy(int error);

/*
 * May a profile be called so: letters, digits and "-_.", of which the first is
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
 * (the name or a path is none) or ENOSPC (longer than size).
 */
int apparmor_generate(const char *name, const struct apparmor_rules *rules,
    char *text, size_t size);

/*
 * The same from a template: a profile in which @NAME@ stands for the name.
 * Returns 0, or -1 with errno EINVAL (the name is none, or no @NAME@) or
 * ENOSPC.
 */
int
apparmor_fill(const char *template, const char *name, char *text, size_t size);

/*
 * Compiles the text for this kernel, by running apparmor_parser(8), whose
 * messages go to stderr. Returns what apparmor_give() takes, to be freed, and
 * its size; or NULL with errno ENOENT (apparmor_parser is not installed) or
 * EINVAL (it refused, and said why).
 */
void *apparmor_compile(const char *text, size_t *size);

/*
 * Loads a compiled profile. One of this name that is already there is an error,
 * or with replace exchanged, also for the processes in it. Returns 0, or -1 with
 * errno EEXIST, EACCES or EPERM (without CAP_MAC_ADMIN), EPROTO (it is no
 * compiled profile) or EPROTONOSUPPORT (for another kernel).
 */
int apparmor_give(const void *policy, size_t size, bool replace);

/*
 * Takes a profile out of the kernel. Processes that are in it become
 * unconfined: wait for their end first. Returns 0, or -1 with errno ENOENT
 * (there is none), EACCES or EPERM (without CAP_MAC_ADMIN).
 */
int apparmor_unload(const char *name);

/* Has the kernel a profile of this name? Only root can see. */
bool apparmor_is_loaded(const char *name);

/* Is a process in it, alone or in a stack? */
bool apparmor_is_used(const char *name);

/*
 * Makes the next execve(2) of this thread enter the profile, or with stack add
 * it to those that it is in: then each of them must allow what the process
 * does. Returns 0, or -1 with errno ENOENT (no such profile), EACCES (the
 * present profile does not allow the change) or EPERM (no_new_privs, and it
 * would not be a stack): aa_change_onexec(2), aa_stack_onexec(2).
 *
 * At that execve the kernel forgets PR_SET_PDEATHSIG. Files that were opened
 * before, by a process in no profile, can be used further.
 */
int apparmor_change_onexec(const char *name);
int apparmor_stack_onexec(const char *name);

/*
 * Reads in which profile a process (0: this one) is, and the mode: "enforce",
 * "complain", … or "" where the label is "unconfined". Returns 0, or -1 with
 * errno ESRCH (no such process), ENOSYS (no AppArmor) or EACCES.
 */
int apparmor_read(
    pid_t pid, char *label, size_t label_size, char *mode, size_t mode_size);

#endif
