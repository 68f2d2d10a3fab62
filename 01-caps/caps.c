#include "01-caps/caps.h"

#include "common/explain.h"
#include "common/failure.h"

#include <errno.h>
#include <grp.h>
#include <inttypes.h>
#include <linux/securebits.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* How strace(1) shows capset(2); the sets are in the reason beside it. */
#define CAPSET "capset({...}, {effective=..., permitted=..., ...})"

static bool may_be_given(int cap);

int
caps_drop_bounding(uint64_t keep)
{
	uint64_t drop = 0;

	for (int cap = 0; cap < 64; cap++)
		if (!(keep & CAPS_BIT(cap)) && may_be_given(cap))
			drop |= CAPS_BIT(cap);
	if (drop == 0)
		return 0;

	/* One call for each: no call takes a whole set, and none gives back. */
	char names[512], why[576];
	snprintf(why, sizeof(why), "execve can no longer give: %s",
	    caps_names(drop, names, sizeof(names)));
	explain(
	    why, "prctl(PR_CAPBSET_DROP, ...) x%d", __builtin_popcountll(drop));
	for (int cap = 0; cap < 64; cap++)
		if (drop & CAPS_BIT(cap) &&
		    prctl(PR_CAPBSET_DROP, cap, 0, 0, 0) == -1)
			return failure_set("prctl(PR_CAPBSET_DROP, %d)", cap);
	return 0;
}

int
caps_lock(void)
{
	const int lock = SECBIT_NOROOT | SECBIT_NOROOT_LOCKED |
			 SECBIT_NO_SETUID_FIXUP | SECBIT_NO_SETUID_FIXUP_LOCKED;
	int bits = prctl(PR_GET_SECUREBITS, 0, 0, 0, 0);

	/* In -1 all bits are set, and nothing would be locked. */
	if (bits == -1)
		return failure_set("prctl(PR_GET_SECUREBITS)");
	if ((bits & lock) == lock)
		return 0;
	explain("from now on, uid 0 gets nothing for being uid 0",
	    "prctl(PR_SET_SECUREBITS, ...)");
	if (prctl(PR_SET_SECUREBITS, bits | lock, 0, 0, 0) == -1)
		return failure_set("prctl(PR_SET_SECUREBITS)");
	return 0;
}

int
caps_set_user(const struct caps_user *user)
{
	/*
	 * When the last uid 0 goes, the kernel clears the permitted set, unless
	 * PR_SET_KEEPCAPS tells it not to. It clears the effective set in any
	 * case. Changing the groups needs CAP_SETGID in the effective set, so
	 * the groups come before the user.
	 */
	explain("the change of uid keeps the permitted set",
	    "prctl(PR_SET_KEEPCAPS, 1)");
	if (prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) == -1)
		return failure_set("prctl(PR_SET_KEEPCAPS)");
	if (!user->keep_groups) {
		explain("the user's supplementary groups, root's are gone",
		    "setgroups(%zu, ...)", user->ngroups);
		if (setgroups(user->ngroups, user->groups) == -1)
			return failure_set("setgroups");
	}
	explain("real, effective and saved group", "setresgid(%u, %u, %u)",
	    user->gid, user->gid, user->gid);
	if (setresgid(user->gid, user->gid, user->gid) == -1)
		return failure_set("setresgid(%u)", user->gid);
	explain("real, effective and saved user: no way back",
	    "setresuid(%u, %u, %u)", user->uid, user->uid, user->uid);
	if (setresuid(user->uid, user->uid, user->uid) == -1)
		return failure_set("setresuid(%u)", user->uid);
	return 0;
}

/*
 * A set has 64 bits, and the kernel's interface two halves of 32, from the time
 * when there were fewer capabilities. All three sets change in one call: there
 * is no moment in which only one of them is smaller. The C library has no
 * header for capset(2).
 */
int
caps_set(uint64_t permitted, uint64_t effective, uint64_t inheritable)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3, /* of this process */
	};
	const struct __user_cap_data_struct sets[2] = {
		{ .effective = effective,
		    .permitted = permitted,
		    .inheritable = inheritable },
		{ .effective = effective >> 32,
		    .permitted = permitted >> 32,
		    .inheritable = inheritable >> 32 },
	};
	char names[512];

	explain(caps_names(permitted, names, sizeof(names)), CAPSET);
	if (syscall(SYS_capset, &header, sets) == -1)
		return failure_set("capset");
	return 0;
}

int
caps_raise_ambient(uint64_t ambient)
{
	char names[512], why[576];

	if (ambient == 0)
		return 0;
	snprintf(why, sizeof(why), "kept at execve: %s",
	    caps_names(ambient, names, sizeof(names)));
	explain(why, "prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, ...) x%d",
	    __builtin_popcountll(ambient));
	for (int cap = 0; cap < 64; cap++)
		if (ambient & CAPS_BIT(cap) &&
		    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, cap, 0, 0) ==
			-1)
			return failure_set(
			    "prctl(PR_CAP_AMBIENT_RAISE, %d)", cap);
	return 0;
}

int
caps_no_new_privs(void)
{
	explain("SUID bits and file capabilities no longer count",
	    "prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)");
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1)
		return failure_set("prctl(PR_SET_NO_NEW_PRIVS)");
	return 0;
}

int
caps_inherit(uint64_t set)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct sets[2] = { { 0 } };
	char names[512], why[576];

	/* capset(2) takes all three sets: two of them as they are. */
	if (syscall(SYS_capget, &header, sets) == -1)
		return failure_set("capget");
	sets[0].inheritable |= set;
	sets[1].inheritable |= set >> 32;
	snprintf(why, sizeof(why), "inheritable, too: %s",
	    caps_names(set, names, sizeof(names)));
	explain(why, CAPSET);
	if (syscall(SYS_capset, &header, sets) == -1)
		return failure_set("capset");
	return 0;
}

/*
 * Is the capability in the bounding set? One that cannot be read is taken for
 * one that is, and then cannot be dropped: an error. EINVAL means that this
 * kernel has no such capability.
 */
static bool
may_be_given(int cap)
{
	int has = prctl(PR_CAPBSET_READ, cap, 0, 0, 0);

	return has == 1 || (has == -1 && errno != EINVAL);
}

bool
caps_locked(void)
{
	int bits = prctl(PR_GET_SECUREBITS, 0, 0, 0, 0);

	return bits != -1 && bits & SECBIT_NOROOT;
}

/* The two sets that capget(2) does not know: of this process, by prctl(2). */
static int
get_own_limits(struct caps_sets *sets)
{
	for (int cap = 0; cap < 64; cap++) {
		int has = prctl(PR_CAPBSET_READ, cap, 0, 0, 0);
		/* EINVAL: the kernel has no such capability, and none above. */
		if (has == -1)
			return errno == EINVAL ? 0 : -1;
		int kept =
		    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, cap, 0, 0);
		if (kept == -1 && errno != EINVAL) /* before Linux 4.3 */
			return -1;
		sets->bounding |= has == 1 ? CAPS_BIT(cap) : 0;
		sets->ambient |= kept == 1 ? CAPS_BIT(cap) : 0;
	}
	return 0;
}

/* The same of another process: /proc/PID/status in proc(5). */
static int
get_limits_of(pid_t pid, struct caps_sets *sets)
{
	char path[48], line[512];

	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	FILE *status = fopen(path, "re");
	if (status == NULL)
		return -1;
	while (fgets(line, sizeof(line), status) != NULL) {
		sscanf(line, "CapBnd: %" SCNx64, &sets->bounding);
		sscanf(line, "CapAmb: %" SCNx64, &sets->ambient);
	}
	fclose(status);
	return 0;
}

int
caps_get(pid_t pid, struct caps_sets *sets)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3,
		.pid = pid,
	};
	struct __user_cap_data_struct data[2] = { { 0 } };

	if (syscall(SYS_capget, &header, data) == -1)
		return -1;
	*sets = (struct caps_sets){
		.effective = data[0].effective | (uint64_t)data[1].effective
						     << 32,
		.permitted = data[0].permitted | (uint64_t)data[1].permitted
						     << 32,
		.inheritable =
		    data[0].inheritable | (uint64_t)data[1].inheritable << 32,
	};
	/* /proc may be that of another PID namespace: not asked for our own. */
	return pid == 0 ? get_own_limits(sets) : get_limits_of(pid, sets);
}
