/*
 * A cgroup that systemd makes: a scope, systemd.scope(5).
 *
 * Where systemd is PID 1, it keeps the machine's tree of cgroups, and a
 * directory has one writer: a program that wants a cgroup beside those of the
 * services asks for it, over D-Bus (org.freedesktop.systemd1(5)), and may then
 * do as it likes below: Delegate=yes. A scope is a unit as a service is, but
 * of processes that systemd did not start. It has a process from the
 * beginning, and is gone with the last one.
 *
 *     scope_start()    StartTransientUnit, and waits for the job's end
 *     scope_set()      SetUnitProperties
 *     scope_attach()   AttachProcessesToUnit
 *     scope_stop()     StopUnit, ResetFailedUnit
 *
 * The limits become properties of the unit, systemd.resource-control(5): else
 * systemd would write its own values over ours when it next looks at the unit.
 * What it has no property for is still the caller's to write: cgroup_set(),
 * devices_limit().
 *
 * Each returns 0, or -1 with errno and failure_text(): ELIBACC (no
 * libsystemd), what the connection to the bus fails with (ENOENT,
 * ECONNREFUSED, ENOMEDIUM), or what systemd's refusal stands for (EEXIST,
 * EINVAL, EACCES); ETIME if no answer came in half a minute, EIO if
 * systemd tried and did not succeed.
 */
#ifndef SCOPE_H
#define SCOPE_H

#include "04-cgroups/cgroup_limits.h"
#include "04-cgroups/devices.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Which unit. The strings are the caller's. */
struct scope {
	const char *unit; /* "libpod-1234.scope" */
	const char
	    *slice; /* its parent, "machine.slice"; "-.slice": the root */
	const char *about; /* what systemctl(1) shows beside its name */
	bool user;         /* of the user's instance of systemd */
};

/*
 * A control file of cgroup v2 and what is to be in it: "memory.low",
 * "1048576".
 */
struct scope_value {
	const char *file, *text;
};

/* What the scope may use. The functions keep no pointer into it. */
struct scope_limits {
	const struct cgroup_limits *limits;
	const struct scope_value *values; /* beside those */
	size_t nvalues;
	const struct device_rule
	    *rules; /* as devices_limit(); none: as it is */
	size_t nrules;
};

/*
 * Is systemd there, and which instance may this process ask? Sets *user: root
 * asks the machine's, other users that of their own; so does a root that is
 * only the root of a user namespace. Returns 0, or -1 with errno ENOENT:
 * systemd is not PID 1.
 */
int scope_instance(bool *user);

/*
 * Returns 0 if this is a slice's name: words with "-" between them and ".slice"
 * at the end, or "-.slice", systemd.slice(5). Else -1 with errno EINVAL.
 */
int scope_check_slice(const char *slice);

/*
 * Makes the scope, with process pid in it. A unit of this name that has failed
 * and was left is cleared away first. Writes the path of its cgroup, from the
 * root of the hierarchy, "/machine.slice/…", into path.
 */
int scope_start(const struct scope *scope, pid_t pid,
    const struct scope_limits *limits, char *path, size_t size);

/* Changes the limits that are asked for; the others, and the rules, stay. */
int scope_set(const struct scope *scope, const struct scope_limits *limits);

/*
 * Has systemd move a process of ours into the scope, where the kernel does not
 * let a normal user do it: out of a cgroup that is not theirs.
 */
int scope_attach(const struct scope *scope, pid_t pid);

/*
 * Stops the scope: systemd kills what is still in it. Waits until it is gone.
 * A scope that does not exist is not an error.
 */
int scope_stop(const struct scope *scope);

#endif
