#include "05-seccomp/profile/profile_conditions.h"

#include "01-caps/caps.h"
#include "05-seccomp/profile/json_member.h"
#include "05-seccomp/rules/filter_error.h"

#include <errno.h>
#include <seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

/* What a member "includes" or "excludes" says. */
struct profile_condition {
	json_t *machines;
	json_t *caps;
	int kernel; /* 1 or 0; -1: not asked for */
};

static int get_condition(
    const json_t *entry, const char *key, struct profile_condition *condition);
static size_t count_machines(const json_t *names);
static size_t count_caps(const json_t *names, uint64_t caps);

int
profile_entry_applies(const json_t *entry, uint64_t caps)
{
	struct profile_condition with, without;

	if (get_condition(entry, "includes", &with) == -1 ||
	    get_condition(entry, "excludes", &without) == -1)
		return -1;

	/* One of what is excluded is enough for the entry not to apply. */
	if (count_machines(without.machines) > 0 ||
	    count_caps(without.caps, caps) > 0 || without.kernel == 1)
		return 0;
	/* To apply, it needs the machine and all of the capabilities. */
	if (json_array_size(with.machines) > 0 &&
	    count_machines(with.machines) == 0)
		return 0;
	return count_caps(with.caps, caps) == json_array_size(with.caps) &&
	       with.kernel != 0;
}

/* Machines by the names that Docker's profiles have for them. */
static const char *
machine(void)
{
	static const struct {
		uint32_t arch;
		const char *name;
	} machines[] = {
		{ SCMP_ARCH_X86_64, "amd64" },
		{ SCMP_ARCH_X86, "x86" },
		{ SCMP_ARCH_AARCH64, "arm64" },
		{ SCMP_ARCH_ARM, "arm" },
		{ SCMP_ARCH_PPC64LE, "ppc64le" },
		{ SCMP_ARCH_S390X, "s390x" },
		{ SCMP_ARCH_RISCV64, "riscv64" },
		{ SCMP_ARCH_MIPS64, "mips64" },
		{ SCMP_ARCH_MIPSEL64, "mipsel64" },
	};

	for (size_t i = 0; i < sizeof(machines) / sizeof(machines[0]); i++)
		if (machines[i].arch == seccomp_arch_native())
			return machines[i].name;
	return "unknown";
}

/* Returns the number of names that are this machine's. */
static size_t
count_machines(const json_t *names)
{
	size_t found = 0, i;
	json_t *name;

	json_array_foreach (names, i, name)
		found += strcmp(json_string_value(name), machine()) == 0;
	return found;
}

/* Returns the number of names that are capabilities of the process. */
static size_t
count_caps(const json_t *names, uint64_t caps)
{
	size_t found = 0, i;
	json_t *name;

	json_array_foreach (names, i, name) {
		uint64_t cap = 0;

		/* The process lacks a capability that the kernel lacks. */
		if (caps_parse(json_string_value(name), &cap) == 0)
			found += (caps & cap) == cap;
	}
	return found;
}

/* Is this kernel at least the version "4.8"? Returns 1 or 0, or -1. */
static int
kernel_is(const char *version)
{
	struct utsname name;
	int wanted[2], running[2], end = 0;

	if (sscanf(version, "%d.%d%n", &wanted[0], &wanted[1], &end) != 2 ||
	    version[end] != '\0')
		return filter_wrong(
		    EINVAL, "minKernel '%s' is not a version", version);
	if (uname(&name) == -1 ||
	    sscanf(name.release, "%d.%d", &running[0], &running[1]) != 2)
		return filter_wrong(EINVAL, "the kernel's version");
	if (running[0] != wanted[0])
		return running[0] > wanted[0];
	return running[1] >= wanted[1];
}

static int
get_condition(
    const json_t *entry, const char *key, struct profile_condition *condition)
{
	json_t *object;

	condition->kernel = -1;
	if (member_object(entry, key, &object) == -1 ||
	    member_array(object, "arches", JSON_STRING, &condition->machines) ==
		-1 ||
	    member_array(object, "caps", JSON_STRING, &condition->caps) == -1)
		return -1;
	json_t *version = json_object_get(object, "minKernel");
	if (!json_is_string(version))
		return 0;
	condition->kernel = kernel_is(json_string_value(version));
	return condition->kernel == -1 ? -1 : 0;
}
