/* What the files behind filter.h share. */
#ifndef FILTER_INTERNAL_H
#define FILTER_INTERNAL_H

#include "05-seccomp/filter.h"
#include "05-seccomp/rules/multiplexed.h"
#include "05-seccomp/rules/newer_calls.h"

#include <seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FILTER_RULES_MAX 1024

struct filter {
	scmp_filter_ctx ctx; /* libseccomp's */
	/*
	 * The rules of filter_rule(). In libseccomp a rule without conditions
	 * silently replaces all others for its call, in any order. The list
	 * finds such a rule.
	 */
	struct filter_seen {
		int call;
		uint32_t action;
		bool conditional;
	} seen[FILTER_RULES_MAX];
	size_t nseen;
	struct multiplexed multiplexed;
	struct newer_calls newer; /* of a profile */
};

/*
 * Returns an empty filter for this machine's first architecture only, or NULL:
 * filter_new() without the others.
 */
struct filter *filter_new_native(uint32_t action);

/* Adds an architecture by name. Returns 0, or -1 with errno EINVAL. */
int filter_add_arch(struct filter *filter, const char *name);

/* Does one of the filter's architectures have a system call of this name? */
bool filter_has_call(const struct filter *filter, const char *name);

#endif
