#include "01-caps/caps.h"

#include "common/explain.h"

#include <ctype.h>
#include <errno.h>
#include <grp.h>
#include <linux/securebits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/capability.h>
#include <sys/prctl.h>
#include <unistd.h>

uint64_t
caps_all(void)
{
	return CAPS_BIT(cap_max_bits()) - 1;
}

/* Finds one capability by name or number: its number, or -1. */
static int
parse_one(const char *word)
{
	char name[32];
	cap_value_t cap;

	if (isdigit((unsigned char)*word)) {
		char *end;
		unsigned long n = strtoul(word, &end, 10);
		return *end == '\0' && n < (unsigned)cap_max_bits() ? (int)n
								    : -1;
	}
	if (strncasecmp(word, "cap_", 4) == 0)
		word += 4;
	int length = snprintf(name, sizeof(name), "cap_%s", word);
	if (length >= (int)sizeof(name) || cap_from_name(name, &cap) == -1)
		return -1;
	return cap < cap_max_bits() ? cap : -1;
}

int
caps_parse(const char *list, uint64_t *set)
{
	char words[1024], *rest = words, *word;

	if (snprintf(words, sizeof(words), "%s", list) >= (int)sizeof(words)) {
		errno = EINVAL;
		return -1;
	}
	while ((word = strsep(&rest, ",")) != NULL) {
		int cap = -1;

		if (strcasecmp(word, "all") == 0) {
			*set |= caps_all();
			continue;
		}
		if (*word != '\0')
			cap = parse_one(word);
		if (cap == -1) {
			errno = EINVAL;
			return -1;
		}
		*set |= CAPS_BIT(cap);
	}
	return 0;
}

/* Appends one name; a capability newer than libcap goes by its number. */
static size_t
append_name(char *text, size_t size, size_t used, int cap)
{
	char *name = cap_to_name(cap);
	int n = snprintf(text + used, size - used, "%s%s",
	    used > 0 && text[used - 1] != ' ' ? "," : "",
	    strncmp(name, "cap_", 4) == 0 ? name + 4 : name);

	cap_free(name);
	return used + n < size ? used + n : size - 1;
}

const char *
caps_names(uint64_t set, char *text, size_t size)
{
	uint64_t listed = set;
	const char *start = "";

	if (set == 0)
		start = "none";
	else if (set == caps_all())
		start = "all";
	else if (__builtin_popcountll(set) > cap_max_bits() * 3 / 4) {
		start = "all but ";
		listed = caps_all() & ~set;
	}
	size_t used = snprintf(text, size, "%s", start);
	if (set == 0 || set == caps_all())
		return text;
	for (int cap = 0; cap < cap_max_bits(); cap++)
		if (listed & CAPS_BIT(cap))
			used = append_name(text, size, used, cap);
	return text;
}

int
caps_get(pid_t pid, struct caps_sets *sets)
{
	/* libcap reads /proc/PID/status: one place for all five. */
	cap_t three = cap_get_pid(pid);
	if (three == NULL)
		return -1;
	cap_iab_t iab = cap_iab_get_pid(pid != 0 ? pid : getpid());
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

int
caps_limit(uint64_t keep)
{
	char names[512];
	uint64_t drop = 0;

	for (int cap = 0; cap < cap_max_bits(); cap++)
		if (!(keep & CAPS_BIT(cap)) && cap_get_bound(cap) == 1)
			drop |= CAPS_BIT(cap);
	if (drop == 0)
		return 0;

	explain(caps_names(drop, names, sizeof(names)),
	    "prctl(PR_CAPBSET_DROP, ...) x%d", __builtin_popcountll(drop));
	for (int cap = 0; cap < cap_max_bits(); cap++)
		if (drop & CAPS_BIT(cap) && cap_drop_bound(cap) == -1)
			return -1;
	return 0;
}

int
caps_lock(void)
{
	int bits = prctl(PR_GET_SECUREBITS, 0, 0, 0, 0);

	explain("uid 0 gets no capabilities from execve, ever",
	    "prctl(PR_SET_SECUREBITS, ...)");
	return prctl(PR_SET_SECUREBITS,
	    bits | SECBIT_NOROOT | SECBIT_NOROOT_LOCKED |
		SECBIT_NO_SETUID_FIXUP | SECBIT_NO_SETUID_FIXUP_LOCKED,
	    0, 0, 0);
}

int
caps_set_user(const struct caps_user *user)
{
	/*
	 * When the last uid 0 goes, the kernel clears the permitted set, unless
	 * told to keep it. Groups go before the uid: changing them needs
	 * CAP_SETGID in the effective set, and that is cleared all the same.
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
caps_raise(uint64_t ambient)
{
	char names[512];

	if (ambient == 0)
		return 0;
	explain(caps_names(ambient, names, sizeof(names)),
	    "prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, ...) x%d",
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
