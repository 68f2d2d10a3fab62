/* What the files behind filter.h share. */
#ifndef FILTER_INTERNAL_H
#define FILTER_INTERNAL_H

#include <jansson.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Notes what is wrong, for filter_error(), sets errno and returns -1.
 */
int filter_wrong(int error, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * Returns an empty filter for this machine's first architecture only, or NULL:
 * filter_new() without the others.
 */
scmp_filter_ctx filter_new_native(uint32_t action);

/*
 * Finds an architecture by name: "x86_64", or as profiles have it
 * "SCMP_ARCH_X86_64". Returns 0 for none.
 */
uint32_t filter_arch(const char *name);

/*
 * Adds an architecture by name. Returns 0, or -1 with errno EINVAL.
 */
int filter_add_arch(scmp_filter_ctx ctx, const char *name);

/*
 * Returns an architecture whose programs this machine runs: 0 is its own, then
 * come those that its kernel takes beside, and behind the last 0.
 */
uint32_t filter_family(int i);

/* Has one of the filter's architectures a system call of this name? */
bool filter_has_call(const scmp_filter_ctx ctx, const char *name);

/* So many arguments has a system call. */
#define FILTER_ARGUMENTS 6

/*
 * Reads the conditions of a rule, "*, &M==V"; the text is cut up. Returns how
 * many there are, or -1 with errno EINVAL.
 */
int
filter_parse_conditions(char *text, struct scmp_arg_cmp cmps[FILTER_ARGUMENTS]);

/* Begins the memory of filter_rule() anew: for a new filter. */
void filter_forget_rules(void);

/*
 * Finds the number of an errno by its name, "EPERM". Returns 0 for none.
 */
int filter_errno(const char *name);

/*
 * Adds what an entry of a profile's array syscalls says, unless it is meant for
 * other machines or other capabilities. Returns 0, or -1 with errno EINVAL.
 */
int profile_add_entry(scmp_filter_ctx ctx, const json_t *entry, uint64_t caps);

/*
 * Is the entry meant for a process with these capabilities, on this machine?
 * Returns 1 or 0, or -1 with errno EINVAL.
 */
int profile_entry_applies(const json_t *entry, uint64_t caps);

/*
 * Reads an action of a profile, and the errno (or, for a tracer, the number)
 * that it returns. Returns 0, or -1 with errno EINVAL.
 */
int profile_action(const json_t *object, const char *key, const char *errno_key,
    uint32_t *action);

#endif
