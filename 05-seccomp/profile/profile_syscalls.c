#include "05-seccomp/profile/profile_syscalls.h"

#include "05-seccomp/filter_internal.h"
#include "05-seccomp/profile/json_member.h"
#include "05-seccomp/profile/profile_conditions.h"

#include <errno.h>
#include <string.h>

#define CONDITIONS_MAX 64

static const struct member_word actions[] = {
	{ "SCMP_ACT_KILL", SCMP_ACT_KILL_THREAD },
	{ "SCMP_ACT_KILL_THREAD", SCMP_ACT_KILL_THREAD },
	{ "SCMP_ACT_KILL_PROCESS", SCMP_ACT_KILL_PROCESS },
	{ "SCMP_ACT_TRAP", SCMP_ACT_TRAP },
	{ "SCMP_ACT_ERRNO", SCMP_ACT_ERRNO(0) },
	{ "SCMP_ACT_TRACE", SCMP_ACT_TRACE(0) },
	{ "SCMP_ACT_NOTIFY", SCMP_ACT_NOTIFY },
	{ "SCMP_ACT_LOG", SCMP_ACT_LOG },
	{ "SCMP_ACT_ALLOW", SCMP_ACT_ALLOW },
	{ 0 },
};

static const struct member_word operators[] = {
	{ "SCMP_CMP_NE", SCMP_CMP_NE },
	{ "SCMP_CMP_LT", SCMP_CMP_LT },
	{ "SCMP_CMP_LE", SCMP_CMP_LE },
	{ "SCMP_CMP_EQ", SCMP_CMP_EQ },
	{ "SCMP_CMP_GE", SCMP_CMP_GE },
	{ "SCMP_CMP_GT", SCMP_CMP_GT },
	{ "SCMP_CMP_MASKED_EQ", SCMP_CMP_MASKED_EQ },
	{ 0 },
};

static int get_conditions(const json_t *entry, struct scmp_arg_cmp *cmps);
static int add_call(struct filter *filter, uint32_t action, const char *name,
    const struct scmp_arg_cmp *cmps, size_t n);

int
profile_add_entry(struct filter *filter, const json_t *entry, uint64_t caps)
{
	struct scmp_arg_cmp cmps[CONDITIONS_MAX] = { 0 };
	uint32_t action, default_action;
	json_t *names, *name;
	size_t i;

	int applies = profile_entry_applies(entry, caps);
	if (applies != 1)
		return applies;
	int n = get_conditions(entry, cmps);
	if (n == -1 ||
	    profile_action(entry, "action", "errnoRet", &action) == -1 ||
	    member_array(entry, "names", JSON_STRING, &names) == -1)
		return -1;

	/* Until 2017, Docker had "name" instead of "names". */
	const char *single = json_string_value(json_object_get(entry, "name"));
	if ((json_array_size(names) == 0) == (single == NULL)) {
		seccomp_attr_get(
		    filter->ctx, SCMP_FLTATR_ACT_DEFAULT, &default_action);
		if (action == default_action)
			return 0;
		return filter_wrong(EINVAL, "needs names");
	}
	if (single != NULL)
		return add_call(filter, action, single, cmps, n);
	json_array_foreach (names, i, name)
		if (add_call(
			filter, action, json_string_value(name), cmps, n) == -1)
			return -1;
	return 0;
}

int
profile_action(const json_t *object, const char *key, const char *errno_key,
    uint32_t *action)
{
	long long data = -1;

	if (member_word(object, key, actions, action) == -1 ||
	    member_number(object, errno_key, 4095, &data) == -1)
		return -1;
	if (*action == SCMP_ACT_ERRNO(0) || *action == SCMP_ACT_TRACE(0))
		*action |= data != -1 ? data : EPERM;
	else if (data != -1)
		return filter_wrong(
		    EINVAL, "%s: this %s returns no errno", errno_key, key);
	return 0;
}

/*
 * "valueTwo" is for SCMP_CMP_MASKED_EQ, where "value" is the mask. A number that is
 * missing is 0, the index too: so runc and crun read it.
 */
static int
get_condition(const json_t *object, struct scmp_arg_cmp *cmp)
{
	long long index = 0;
	uint64_t value = 0, value_two = 0;
	uint32_t op;

	if (member_word(object, "op", operators, &op) == -1 ||
	    member_number(object, "index", 5, &index) == -1 ||
	    member_wide(object, "value", &value) == -1 ||
	    member_wide(object, "valueTwo", &value_two) == -1)
		return -1;
	*cmp = SCMP_CMP64(index, op, value, value_two);
	return 0;
}

/* Do two of the conditions have the same argument? */
static bool
are_alternatives(const struct scmp_arg_cmp *cmps, size_t n)
{
	unsigned int arguments = 0;

	for (size_t i = 0; i < n; i++) {
		if (arguments & 1U << cmps[i].arg)
			return true;
		arguments |= 1U << cmps[i].arg;
	}
	return false;
}

/*
 * All of the conditions must hold; but where two have the same argument, one of
 * them is enough. runc reads them like that, and profiles rely on it.
 */
static int
add_rule(scmp_filter_ctx ctx, uint32_t action, int call,
    const struct scmp_arg_cmp *cmps, size_t n)
{
	int error = 0;

	if (!are_alternatives(cmps, n))
		return seccomp_rule_add_array(ctx, action, call, n, cmps);
	for (size_t i = 0; i < n && error == 0; i++)
		error = seccomp_rule_add_array(ctx, action, call, 1, &cmps[i]);
	return error;
}

static int
add_call(struct filter *filter, uint32_t action, const char *name,
    const struct scmp_arg_cmp *cmps, size_t n)
{
	uint32_t default_action;

	multiplexed_note(&filter->multiplexed, name, action, n > 0);
	newer_calls_note(&filter->newer, name);
	seccomp_attr_get(filter->ctx, SCMP_FLTATR_ACT_DEFAULT, &default_action);
	if (action == default_action)
		return 0; /* libseccomp takes no such rules */
	/* A profile may be newer than libseccomp: the default action holds. */
	int call = seccomp_syscall_resolve_name(name);
	if (call == __NR_SCMP_ERROR)
		return 0;
	int error = add_rule(filter->ctx, action, call, cmps, n);
	if (error != 0)
		return filter_wrong(-error, "%s: %s", name,
		    error == -EEXIST ? "an earlier entry has these conditions"
				     : strerror(-error));
	return 0;
}

/* Reads the conditions. Returns their number, or -1. */
static int
get_conditions(const json_t *entry, struct scmp_arg_cmp *cmps)
{
	json_t *args, *condition;
	size_t i;

	if (member_array(entry, "args", JSON_OBJECT, &args) == -1)
		return -1;
	if (json_array_size(args) > CONDITIONS_MAX)
		return filter_wrong(
		    EINVAL, "more than %d args", CONDITIONS_MAX);
	json_array_foreach (args, i, condition)
		if (get_condition(condition, &cmps[i]) == -1)
			return -1;
	return json_array_size(args);
}
