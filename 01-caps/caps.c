#include "01-caps/caps.h"

#include "common/explain.h"

#include <errno.h>
#include <grp.h>
#include <linux/securebits.h>
#include <stdio.h>
#include <sys/capability.h>
#include <sys/prctl.h>
#include <unistd.h>

int
caps_get(pid_t pid, struct caps_sets *sets)
{
	/*
	 * capget(2) knows three of the sets, of any process. The other two are
	 * prctl(2)'s, of this process only, or /proc/PID/status's. Our own we
	 * do not read there: /proc may be that of another PID namespace.
	 */
	cap_t three = cap_get_pid(pid);
	if (three == NULL)
		return -1;
	cap_iab_t iab = pid == 0 ? cap_iab_get_proc() : cap_iab_get_pid(pid);
	if (iab == NULL) {
		cap_free(three);
		return -1;
	}

	*sets = (struct caps_sets){ 0 };
	for (int cap = 0; cap < cap_max_bits(); cap++) {
		uint64_t bit = CAPS_BIT(cap);
		cap_flag_value_t on;

		/* libcap's vector B holds what is missing: "blocked". */
		if (cap_iab_get_vector(iab, CAP_IAB_BOUND, cap) == CAP_CLEAR)
			sets->bounding |= bit;
		if (cap_iab_get_vector(iab, CAP_IAB_AMB, cap) == CAP_SET)
			sets->ambient |= bit;
		if (cap_get_flag(three, cap, CAP_PERMITTED, &on) == 0 && on)
			sets->permitted |= bit;
		if (cap_get_flag(three, cap, CAP_EFFECTIVE, &on) == 0 && on)
			sets->effective |= bit;
		if (cap_get_flag(three, cap, CAP_INHERITABLE, &on) == 0 && on)
			sets->inheritable |= bit;
	}
	cap_free(iab);
	cap_free(three);
	return 0;
}

/*
 * What cannot be read is not gone, and libcap does not count it. EINVAL: this
 * kernel has no such capability.
 */
static bool
may_be_given(int cap)
{
	int has = cap_get_bound(cap);

	return has == 1 || (has == -1 && errno != EINVAL);
}

int
caps_limit(uint64_t keep)
{
	char names[512], why[576];
	uint64_t drop = 0;

	for (int cap = 0; cap < 64; cap++)
		if (!(keep & CAPS_BIT(cap)) && may_be_given(cap))
			drop |= CAPS_BIT(cap);
	if (drop == 0)
		return 0;

	snprintf(why, sizeof(why), "no execve is to give: %s",
	    caps_names(drop, names, sizeof(names)));
	explain(
	    why, "prctl(PR_CAPBSET_DROP, ...) x%d", __builtin_popcountll(drop));
	for (int cap = 0; cap < 64; cap++)
		if (drop & CAPS_BIT(cap) && cap_drop_bound(cap) == -1)
			return -1;
	return 0;
}

bool
caps_locked(void)
{
	return prctl(PR_GET_SECUREBITS, 0, 0, 0, 0) & SECBIT_NOROOT;
}

int
caps_lock(void)
{
	const int lock = SECBIT_NOROOT | SECBIT_NOROOT_LOCKED |
			 SECBIT_NO_SETUID_FIXUP | SECBIT_NO_SETUID_FIXUP_LOCKED;
	int bits = prctl(PR_GET_SECUREBITS, 0, 0, 0, 0);

	if ((bits & lock) == lock)
		return 0;
	explain("from now on, uid 0 gets nothing for being uid 0",
	    "prctl(PR_SET_SECUREBITS, ...)");
	return prctl(PR_SET_SECUREBITS, bits | lock, 0, 0, 0);
}

int
caps_set_user(const struct caps_user *user)
{
	/*
	 * When the last uid 0 goes, the kernel clears the permitted set, unless
	 * told to keep it. The effective set it clears all the same, so that
	 * the groups, which need CAP_SETGID there, are changed before.
	 */
	explain("the change of uid is not to clear the permitted set",
	    "prctl(PR_SET_KEEPCAPS, 1)");
	if (prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) == -1)
		return -1;
	if (!user->keep_groups) {
		explain("the user's supplementary groups, root's are gone",
		    "setgroups(%zu, ...)", user->ngroups);
		if (setgroups(user->ngroups, user->groups) == -1)
			return -1;
	}
	explain("real, effective and saved group", "setresgid(%u, %u, %u)",
	    user->gid, user->gid, user->gid);
	if (setresgid(user->gid, user->gid, user->gid) == -1)
		return -1;
	explain("real, effective and saved user: no way back",
	    "setresuid(%u, %u, %u)", user->uid, user->uid, user->uid);
	return setresuid(user->uid, user->uid, user->uid);
}

/* Copies a set into one of the three flags of libcap's cap_t. */
static int
fill_flag(cap_t caps, cap_flag_t flag, uint64_t set)
{
	for (cap_value_t cap = 0; cap < cap_max_bits(); cap++)
		if (set & CAPS_BIT(cap) &&
		    cap_set_flag(caps, flag, 1, &cap, CAP_SET) == -1)
			return -1;
	return 0;
}

int
caps_set(uint64_t permitted, uint64_t effective, uint64_t inheritable)
{
	char names[512];
	cap_t caps = cap_init();

	if (caps == NULL)
		return -1;
	int result = -1;
	if (fill_flag(caps, CAP_PERMITTED, permitted) == 0 &&
	    fill_flag(caps, CAP_EFFECTIVE, effective) == 0 &&
	    fill_flag(caps, CAP_INHERITABLE, inheritable) == 0) {
		explain(caps_names(permitted, names, sizeof(names)),
		    "capset({...}, {effective=..., permitted=..., ...})");
		result = cap_set_proc(caps);
	}
	cap_free(caps);
	return result;
}

int
caps_inherit(uint64_t set)
{
	char names[512], why[576];
	cap_t caps = cap_get_proc();

	if (caps == NULL)
		return -1;
	snprintf(why, sizeof(why), "inheritable, too: %s",
	    caps_names(set, names, sizeof(names)));
	int result = fill_flag(caps, CAP_INHERITABLE, set);
	if (result == 0) {
		explain(
		    why, "capset({...}, {effective=..., permitted=..., ...})");
		result = cap_set_proc(caps);
	}
	cap_free(caps);
	return result;
}

int
caps_raise(uint64_t ambient)
{
	char names[512], why[576];

	if (ambient == 0)
		return 0;
	snprintf(why, sizeof(why), "kept at execve: %s",
	    caps_names(ambient, names, sizeof(names)));
	explain(why, "prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, ...) x%d",
	    __builtin_popcountll(ambient));
	for (int cap = 0; cap < cap_max_bits(); cap++)
		if (ambient & CAPS_BIT(cap) &&
		    cap_set_ambient(cap, CAP_SET) == -1)
			return -1;
	return 0;
}

int
caps_no_new_privs(void)
{
	explain("no SUID bit, no file capability counts any more",
	    "prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)");
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}
