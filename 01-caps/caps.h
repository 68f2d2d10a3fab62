/*
 * Capabilities: root's power in 41 pieces (capabilities(7)).
 *
 * Each process has five sets of them. The effective set is what the kernel
 * checks; the permitted set is what may be made effective; the inheritable and
 * the ambient set say what survives execve(2); the bounding set is what execve
 * can give at most. To remove a capability for good, all five must be set, in
 * this order:
 *
 *     caps_drop_bounding()  bounding: needs CAP_SETPCAP, so it comes first
 *     caps_lock()           uid 0 becomes an ordinary user: needs it, too
 *     caps_set_user()       uid, gid and groups; the permitted set stays
 *     caps_set()            permitted, effective, inheritable
 *     caps_raise_ambient()  ambient: what a normal user's program keeps
 *     caps_no_new_privs()   no execve gives more than there is
 *
 * A set is a uint64_t, as caps_names.h says.
 */
#ifndef CAPS_H
#define CAPS_H

#include "01-caps/caps_names.h"

#include <linux/capability.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* The 14 capabilities that Docker leaves a container by default. */
#define CAPS_DOCKER                                                            \
	(CAPS_BIT(CAP_CHOWN) | CAPS_BIT(CAP_DAC_OVERRIDE) |                    \
	    CAPS_BIT(CAP_FSETID) | CAPS_BIT(CAP_FOWNER) |                      \
	    CAPS_BIT(CAP_MKNOD) | CAPS_BIT(CAP_NET_RAW) |                      \
	    CAPS_BIT(CAP_SETGID) | CAPS_BIT(CAP_SETUID) |                      \
	    CAPS_BIT(CAP_SETFCAP) | CAPS_BIT(CAP_SETPCAP) |                    \
	    CAPS_BIT(CAP_NET_BIND_SERVICE) | CAPS_BIT(CAP_SYS_CHROOT) |        \
	    CAPS_BIT(CAP_KILL) | CAPS_BIT(CAP_AUDIT_WRITE))

struct caps_sets {
	uint64_t bounding;
	uint64_t permitted;
	uint64_t effective;
	uint64_t inheritable;
	uint64_t ambient;
};

/* The user and groups that a process acts for: credentials(7). */
struct caps_user {
	uid_t uid;
	gid_t gid;
	gid_t *groups; /* allocated: see user_release() */
	size_t ngroups;
	bool keep_groups; /* leave the groups: setgroups(2) may be denied in a
			     user namespace */
};

/*
 * Reads the five sets of a process, 0 for this one: capget(2), and for two of
 * them prctl(2) or proc(5). Returns 0, or -1 with errno: ESRCH if there is
 * no such process, or from fopen(3) of /proc/PID/status.
 */
int caps_get(pid_t pid, struct caps_sets *sets);

/*
 * Drops from the bounding set all that keep does not have: PR_CAPBSET_DROP in
 * prctl(2). Returns 0, or -1 with errno EPERM without CAP_SETPCAP.
 */
int caps_drop_bounding(uint64_t keep);

/*
 * Takes from uid 0 its special treatment by execve(2) and by changes of uid,
 * and locks this: SECBIT_NOROOT and SECBIT_NO_SETUID_FIXUP in capabilities(7).
 * Returns 0, or -1 with errno EPERM without CAP_SETPCAP, or from
 * PR_GET_SECUREBITS in prctl(2).
 */
int caps_lock(void);

/*
 * Has uid 0 lost its special treatment by execve(2): SECBIT_NOROOT? False also
 * where the kernel does not say.
 */
bool caps_locked(void);

/*
 * Changes uid, gid and supplementary groups; the permitted set stays as it is:
 * setgroups(2), setresgid(2), setresuid(2). Returns 0, or -1 with errno
 * EPERM without CAP_SETUID and CAP_SETGID, EINVAL for an ID that the user
 * namespace does not have.
 */
int caps_set_user(const struct caps_user *user);

/*
 * Sets permitted, effective and inheritable. What is no longer both permitted
 * and inheritable leaves the ambient set, too: capset(2). Returns 0,
 * or -1 with errno EPERM if a set would grow beyond what is permitted.
 */
int caps_set(uint64_t permitted, uint64_t effective, uint64_t inheritable);

/*
 * Adds a set to the inheritable set: capset(2). The set must be permitted, and
 * still be in the bounding set. Returns 0, or -1 with errno EPERM if it is
 * not.
 */
int caps_inherit(uint64_t set);

/*
 * Raises a set in the ambient set; it must be permitted and inheritable:
 * PR_CAP_AMBIENT in prctl(2). Returns 0, or -1 with errno EPERM if it is
 * not.
 */
int caps_raise_ambient(uint64_t ambient);

/*
 * Lets no execve(2) add privileges, neither by a SUID bit nor by capabilities
 * of a file: PR_SET_NO_NEW_PRIVS in prctl(2). Returns 0, or -1 with errno.
 */
int caps_no_new_privs(void);

#endif
