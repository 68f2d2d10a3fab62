/*
 * Devices: which of them the processes of a cgroup may open and make.
 *
 * CAP_MKNOD lets a container make a node of the host's disk, and the
 * container's root may read it. Only the device controller prevents that. v2
 * has no files for it: the kernel asks a program at each open(2) and mknod(2),
 * bpf(2) BPF_PROG_TYPE_CGROUP_DEVICE, so the rules are compiled to such a
 * program. v1 has a list of rules: devices.allow and devices.deny.
 */
#ifndef DEVICES_H
#define DEVICES_H

#include "04-cgroups/cgroup.h"

#define DEVICES_ANY (-1)

struct device_rule {
	bool allow;
	char type;            /* 'c', 'b', or 'a': both */
	int64_t major, minor; /* or DEVICES_ANY */
	const char *access;   /* of "rwm": read, write, mknod(2) */
};

/*
 * What each container needs: null, zero, full, random, urandom, tty, its
 * terminals, and to make any node as long as it is not opened. Ends with a
 * rule whose type is 0.
 */
extern const struct device_rule devices_usual[];

/*
 * Reads a rule, "c 1:3 rwm" or "b 8:* r", that allows; keeps a pointer into
 * text. Returns 0, or -1 with errno EINVAL.
 */
int devices_parse(const char *text, struct device_rule *rule);

/*
 * Denies the cgroup all devices but what the rules allow; of those that match,
 * the last counts. Returns 0, or -1 with errno: EPERM (v1: a cgroup above does
 * not have the device; v2: no right to load programs), EINVAL (not a rule),
 * ENOTSUP (v1 without the controller), E2BIG (too many rules).
 */
int devices_limit(const struct cgroup *cgroup, const struct device_rule *rules,
    size_t nrules);

/*
 * The two ways to do so, between which devices_limit() chooses: a program in
 * v2, two control files in v1; dir is the cgroup's directory. Errors as above.
 */
int devices_load_bpf(
    const char *dir, const struct device_rule *rules, size_t nrules);
int devices_write_v1(
    const char *dir, const struct device_rule *rules, size_t nrules);

#endif
