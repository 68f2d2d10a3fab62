/*
 * seccomp: which system calls the kernel still takes from a process
 * (seccomp(2)).
 *
 * A filter is a small program in the kernel. It runs before each system call
 * and sees three things: the architecture whose calling convention was used,
 * the number of the call, and the six arguments as they stand in the registers.
 * It never sees what a pointer points to. It returns an action: allow, fail
 * with an errno, kill …. A filter cannot be taken off, children inherit it, and
 * execve(2) keeps it; where there are several, the strictest answer counts.
 *
 *     filter_new()           an empty filter for all architectures of this one
 *     filter_rule()          and rules for it
 *     filter_default()       or: the profile that containers get
 *     filter_from_profile()  or: a profile in the format of Docker
 *     filter_from_json()     or: linux.seccomp of an OCI config.json
 *     filter_load()          from here on it holds
 *
 * What is not understood is an error, and filter_error() says which.
 */
#ifndef FILTER_H
#define FILTER_H

#include <jansson.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Returns an empty filter: action is what it answers to calls without a rule.
 * It holds for the architectures of a list, "x86_64,x86", or with NULL for all
 * whose programs this machine runs; a call by any other kills the process. It
 * leaves no_new_privs alone. Returns NULL with errno EINVAL for an action or
 * an architecture that cannot be: seccomp_init(3), seccomp_arch_add(3).
 */
scmp_filter_ctx filter_new(uint32_t action, const char *archs);

/*
 * Reads an action: "kill-process", "kill-thread", "trap", "errno" (EPERM),
 * "errno:ENOENT", "errno:2", "notify", "trace", "trace:7", "log", "allow".
 * Returns 0, or -1 with errno EINVAL.
 */
int filter_parse_action(const char *text, uint32_t *action);

/* Writes the same name of an action into text. Returns text. */
const char *filter_action_name(uint32_t action, char *text, size_t size);

/*
 * Adds rules: a list, parted by commas, of system calls by name, each with
 * conditions for its arguments where it has any, as in "bind",
 * "socket(AF_PACKET)", "clone(&CLONE_NEWUSER),socket(*, &0xf==SOCK_RAW)":
 *
 *     V         equal, in the low 32 bits where V has no more
 *     &M        all bits of M are set
 *     &M==V     equal in the bits of M
 *     !=V <V <=V >V >=V    all 64 bits compared, without sign
 *     *         whatever it is
 *
 * Values are numbers and the usual names: filter_value(). A call that this
 * machine does not know by name is an error, one that another of its
 * architectures lacks is not. Returns 0, or -1 with errno EINVAL or EEXIST (a
 * different action for the same call is already there): seccomp_rule_add(3).
 */
int filter_rule(scmp_filter_ctx ctx, uint32_t action, const char *rules);

/*
 * Reads a value of an argument: a number (also 0x, 0, or negative), a name of
 * <sched.h>, <sys/socket.h>, … ("CLONE_NEWUSER"), or several with '|' in
 * between. Returns 0, or -1 with errno EINVAL.
 */
int filter_value(const char *text, uint64_t *value);

/*
 * Returns the filter of a profile: a JSON object in the format of Docker
 * (archMap, includes, excludes) or in that of OCI's linux.seccomp
 * (architectures, flags); listenerPath is the caller's. Where the profile makes
 * rules depend on capabilities, caps is the set that the process will have: bit
 * N is capability N. Calls that libseccomp does not know are skipped. Or NULL
 * with errno EINVAL.
 */
scmp_filter_ctx filter_from_json(json_t *profile, uint64_t caps);

/* The same from length bytes of text. */
scmp_filter_ctx
filter_from_profile(const char *text, size_t length, uint64_t caps);

/*
 * The same from our own default.json, which is part of the program; the text of
 * it, with its length. The profile refuses socketcall(2), by which a 32-bit
 * program would get a socket of any family: with_socketcall allows it, for a
 * process for which AppArmor decides about the families.
 */
scmp_filter_ctx filter_default(uint64_t caps, bool with_socketcall);
const char *filter_default_text(size_t *length);

/*
 * Loads the filter for this thread and all that it starts from now on. Needs
 * no_new_privs or CAP_SYS_ADMIN. Where it has the action notify, *listener
 * (which may be NULL) gets the supervisor's file descriptor. Returns 0, or -1
 * with errno EACCES (neither of the two), EBUSY (there is a supervisor already),
 * ENOMEM (too many or too long filters): seccomp(2).
 */
int filter_load(scmp_filter_ctx ctx, int *listener);

/*
 * Returns what was wrong in the last of the functions above that failed: half a
 * line that names the entry.
 */
const char *filter_error(void);

#endif
