/*
 * Profiles: rules as JSON. Docker and the OCI runtime specification have the
 * same entries, and different members around them.
 */
#include "05-seccomp/filter.h"

#include "05-seccomp/filter_internal.h"
#include "05-seccomp/profile/json_member.h"
#include "05-seccomp/profile/profile_syscalls.h"
#include "05-seccomp/profile/wide_numbers.h"
#include "05-seccomp/rules/architecture.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* OCI's flags, which are seccomp(2)'s. */
static const struct member_word flags[] = {
	{ "SECCOMP_FILTER_FLAG_TSYNC", SCMP_FLTATR_CTL_TSYNC },
	{ "SECCOMP_FILTER_FLAG_LOG", SCMP_FLTATR_CTL_LOG },
	{ "SECCOMP_FILTER_FLAG_SPEC_ALLOW", SCMP_FLTATR_CTL_SSB },
#if SCMP_VER_MAJOR > 2 || (SCMP_VER_MAJOR == 2 && SCMP_VER_MINOR >= 6)
	{ "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV", SCMP_FLTATR_CTL_WAITKILL },
#endif
	{ 0 },
};

static int fill(struct filter *filter, const json_t *profile, uint64_t caps);

struct filter *
filter_from_json(json_t *profile, uint64_t caps)
{
	uint32_t action;

	if (!json_is_object(profile)) {
		filter_wrong(EINVAL, "not a JSON object");
		return NULL;
	}
	if (profile_action(
		profile, "defaultAction", "defaultErrnoRet", &action) == -1)
		return NULL;
	struct filter *filter = filter_new_native(action);
	if (filter != NULL && fill(filter, profile, caps) == -1) {
		filter_free(filter);
		return NULL;
	}
	return filter;
}

static int
add_archs(struct filter *filter, const json_t *names)
{
	json_t *name;
	size_t i;

	json_array_foreach (names, i, name)
		if (filter_add_arch(filter, json_string_value(name)) == -1)
			return -1;
	return 0;
}

/* Docker's archMap says which other programs each machine runs. */
static int
add_mapped_archs(struct filter *filter, const json_t *map)
{
	json_t *row, *others;
	size_t i;

	json_array_foreach (map, i, row) {
		const char *name =
		    json_string_value(json_object_get(row, "architecture"));

		if (name == NULL)
			return filter_wrong(
			    EINVAL, "archMap[%zu]: no architecture", i);
		if (member_array(
			row, "subArchitectures", JSON_STRING, &others) == -1)
			return -1;
		if (architecture_find(name) == seccomp_arch_native())
			return add_archs(filter, others);
	}
	return 0;
}

static int
add_flags(struct filter *filter, const json_t *names)
{
	uint32_t attribute;
	json_t *name;
	size_t i;

	json_array_foreach (names, i, name) {
		if (member_find_word(name, "flag", flags, &attribute) == -1)
			return -1;
		int error = seccomp_attr_set(filter->ctx, attribute, 1);
		if (error != 0)
			return filter_wrong(-error, "flag '%s': %s",
			    json_string_value(name), strerror(-error));
	}
	return 0;
}

static int
add_entries(struct filter *filter, const json_t *entries, uint64_t caps)
{
	json_t *entry;
	size_t i;

	json_array_foreach (entries, i, entry) {
		char why[200];

		if (profile_add_entry(filter, entry, caps) == 0)
			continue;
		snprintf(why, sizeof(why), "%s", filter_error());
		return filter_wrong(errno, "syscalls[%zu]: %s", i, why);
	}
	return 0;
}

static int
fill(struct filter *filter, const json_t *profile, uint64_t caps)
{
	json_t *archs, *map, *names, *entries;

	if (member_array(profile, "architectures", JSON_STRING, &archs) == -1 ||
	    member_array(profile, "archMap", JSON_OBJECT, &map) == -1 ||
	    member_array(profile, "flags", JSON_STRING, &names) == -1 ||
	    member_array(profile, "syscalls", JSON_OBJECT, &entries) == -1)
		return -1;
	if (json_array_size(archs) > 0 && json_array_size(map) > 0)
		return filter_wrong(
		    EINVAL, "has both architectures and archMap");

	/* An architecture has only the rules that are added after it. */
	if (add_archs(filter, archs) == -1 ||
	    add_mapped_archs(filter, map) == -1 ||
	    add_flags(filter, names) == -1)
		return -1;
	return add_entries(filter, entries, caps);
}

struct filter *
filter_from_profile(const char *text, size_t length, uint64_t caps)
{
	json_error_t error;
	char *narrow = wide_numbers_copy(text, &length);

	if (narrow == NULL) {
		filter_wrong(ENOMEM, "%s", strerror(ENOMEM));
		return NULL;
	}
	json_t *profile = json_loadb(narrow, length, 0, &error);
	free(narrow);
	if (profile == NULL) {
		filter_wrong(EINVAL, "line %d: %s", error.line, error.text);
		return NULL;
	}
	struct filter *filter = filter_from_json(profile, caps);
	json_decref(profile);
	return filter;
}
