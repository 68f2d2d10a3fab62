/*
 * seccomp: which system calls the kernel still accepts from a process
 * (seccomp(2)).
 *
 * A filter is a small program in the kernel. It runs before each system call
 * and sees three things: the architecture whose calling convention was used,
 * the number of the call, and the six arguments as they stand in the registers.
 * It never sees what a pointer points to. It returns an action: allow, fail
 * with an errno, kill …. A filter cannot be removed, children inherit it, and
 * execve(2) keeps it; where a process has several, the strictest action counts.
 *
 *     filter_new()           an empty filter for all architectures of this one
 *     filter_rule()          and rules for it
 *     filter_default()       or: the profile that containers get
 *     filter_from_profile()  or: a profile in the format of Docker
 *     filter_from_json()     or: linux.seccomp of an OCI config.json
 *     filter_load()          seccomp(2): from here on it holds
 *
 * What is not understood is an error, and filter_error() says which. A filter
 * belongs to the caller, until filter_free(); two filters are independent.
 */
#ifndef FILTER_H
#define FILTER_H

#include "05-seccomp/rules/filter_error.h"

#include <jansson.h>
#include <linux/filter.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The rules of a filter, before they are compiled. */
struct filter;

/* A filter as the kernel takes it: plain data, which can be kept in a file. */
struct filter_program {
	unsigned int flags;    /* SECCOMP_FILTER_FLAG_… */
	unsigned short length; /* instructions */
	struct sock_filter code[BPF_MAXINSNS];
};

/*
 * Loads the filter for this thread and all that it starts from now on. Needs
 * no_new_privs or CAP_SYS_ADMIN. Where the filter has the action notify,
 * *listener (which may be NULL) gets the supervisor's file descriptor, which is
 * close-on-exec and the caller's; else -1. Returns 0, or -1 with errno EACCES
 * (neither of the two), EBUSY (the process has a supervisor already), ENOMEM
 * (too many or too long filters), ESRCH (with TSYNC: another thread cannot
 * follow): seccomp(2), or as filter_compile().
 */
int filter_load(const struct filter *filter, int *listener);

/*
 * Compiles the filter with its flags, without loading it. Returns 0, or -1 with
 * errno: EFBIG if there are more than BPF_MAXINSNS instructions.
 */
int filter_compile(const struct filter *filter, struct filter_program *program);

/*
 * Returns an empty filter: action is what it answers to calls without a rule.
 * It holds for the architectures of a list, "x86_64,x86", or with NULL for all
 * whose programs this machine runs; a call by any other kills the process. It
 * does not set no_new_privs. Returns NULL with errno EINVAL for an action or an
 * architecture that is not possible (seccomp_init(3), seccomp_arch_add(3)), or
 * ENOMEM.
 */
struct filter *filter_new(uint32_t action, const char *archs);

/* Frees a filter, which may be NULL. What is loaded stays loaded. */
void filter_free(struct filter *filter);

/*
 * Adds rules: a comma-separated list of system calls by name, each with
 * conditions for its arguments where it has any, as in "bind",
 * "socket(AF_PACKET)", "clone(&CLONE_NEWUSER),socket(*, &0xf==SOCK_RAW)":
 *
 *     V         equal, in the low 32 bits where V has no more
 *     &M        all bits of M are set
 *     &M==V     equal in the bits of M
 *     !=V <V <=V >V >=V    all 64 bits compared, without sign
 *     *         any value
 *
 * Values are numbers and the usual names: filter_value(). A call that this
 * machine does not know by name is an error; a call that only another of its
 * architectures lacks is not. Returns 0, or -1 with errno EINVAL, EEXIST (the
 * call has a different action already) or ENOSPC: seccomp_rule_add(3).
 */
int filter_rule(struct filter *filter, uint32_t action, const char *rules);

/*
 * Returns the filter of a profile: a JSON object in the format of Docker
 * (archMap, includes, excludes) or in that of OCI's linux.seccomp
 * (architectures, flags); listenerPath is the caller's. Where the profile makes
 * rules depend on capabilities, caps is the set that the process will have: bit
 * N is capability N. Calls that libseccomp does not know are skipped. The
 * profile stays the caller's. Or NULL with errno EINVAL.
 */
struct filter *filter_from_json(json_t *profile, uint64_t caps);

/* The same from length bytes of text. */
struct filter *
filter_from_profile(const char *text, size_t length, uint64_t caps);

/*
 * The same from our own default.json, which is part of the program; the text of
 * it, with its length. The profile refuses socketcall(2), by which a 32-bit
 * program would get a socket of any family: with_socketcall allows it, for a
 * process whose socket families AppArmor decides about.
 */
struct filter *filter_default(uint64_t caps, bool with_socketcall);
const char *filter_default_text(size_t *length);

#endif
