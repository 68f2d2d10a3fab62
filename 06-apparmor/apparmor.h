/*
 * AppArmor: apparmor(7). The kernel holds profiles, each a list of what its
 * processes may do; what no rule allows is denied, and a deny rule wins over
 * all that allow. Which profile a process is in is its label, and a label is
 * inherited by children. A program is confined in four steps, and a fifth comes
 * after its end:
 *
 *     apparmor_generate()       rules as text, apparmor.d(5): profile_text.h
 *     apparmor_compile()        text as tables: apparmor_parser(8)
 *     apparmor_load()           the kernel gets the tables
 *     apparmor_change_onexec()  the next execve(2) enters the profile
 *     apparmor_unload()         it is gone; a process in it is unconfined
 *
 * Entering needs no privilege, loading and unloading need CAP_MAC_ADMIN.
 */
#ifndef APPARMOR_H
#define APPARMOR_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define APPARMOR_NAME_MAX 128

/* The list of the loaded profiles, a line each: "NAME (MODE)". */
#define APPARMOR_PROFILES "/sys/kernel/security/apparmor/profiles"

/* The longest label that is read: a stack of profiles, "a//&b". */
#define APPARMOR_LABEL_MAX 1024

/*
 * Is AppArmor there? Where it is not, errno tells why: ENOSYS (not in this
 * kernel), ECANCELED (switched off at boot), ENOENT (securityfs not mounted),
 * EACCES: aa_is_enabled(2).
 */
bool apparmor_available(void);

/* Returns what to do about such an errno: half a line for an error message. */
const char *apparmor_remedy(int error);

/*
 * Makes the next execve(2) of this thread enter the profile. With stack, the
 * profile is added to those that this thread is in, and from then on each of
 * them must allow what the process does. Returns 0, or -1 with errno ENOENT (no
 * such profile), EACCES (the present profile does not allow the change) or
 * EPERM (no_new_privs is set, and stack is not): aa_change_onexec(2),
 * aa_stack_onexec(2).
 *
 * At that execve the kernel forgets PR_SET_PDEATHSIG. Files that a process in
 * no profile has opened before stay usable.
 */
int apparmor_change_onexec(const char *name, bool stack);

/*
 * Compiles the text for this kernel, by running apparmor_parser(8), whose
 * messages go to stderr. Returns what apparmor_load() takes, to be freed, and
 * its size; or NULL with errno ENOENT (apparmor_parser is not installed) or
 * EINVAL (it refused, and said why).
 */
void *apparmor_compile(const char *text, size_t *size);

/*
 * Loads a compiled profile. One of this name that is already there is an error,
 * or with replace exchanged, also for the processes in it. Returns 0, or -1
 * with errno EEXIST, EACCES or EPERM (without CAP_MAC_ADMIN), EPROTO (not a
 * compiled profile) or EPROTONOSUPPORT (for another kernel).
 */
int apparmor_load(const void *policy, size_t size, bool replace);

/*
 * Takes a profile out of the kernel. Processes that are in it become
 * unconfined: wait for their end first. Returns 0, or -1 with errno ENOENT
 * (there is none), EACCES or EPERM (without CAP_MAC_ADMIN).
 */
int apparmor_unload(const char *name);

/* Has the kernel a profile of this name? Only root may read the list. */
bool apparmor_is_loaded(const char *name);

/* Is a process in the profile, alone or in a stack? */
bool apparmor_is_used(const char *name);

/*
 * Reads in which profile a process (0: this one) is, and the mode: "enforce",
 * "complain", … or "" if the label is "unconfined". Returns 0, or -1 with
 * errno ESRCH (no such process), ENOSYS (no AppArmor) or EACCES.
 */
int apparmor_read(
    pid_t pid, char *label, size_t label_size, char *mode, size_t mode_size);

#endif
