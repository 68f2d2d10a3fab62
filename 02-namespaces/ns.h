/*
 * Namespaces: eight kinds of tables in the kernel, of which a process can have
 * a copy of its own (namespaces(7)).
 *
 * There are three ways into one: a new process is created in it (clone, clone3),
 * this process makes one and goes in (unshare), or it joins one that is there
 * (setns: chapter 3). A new namespace is nearly empty, so it has to be set up,
 * in this order:
 *
 *     ns_map_ids()         user: from the outside, while the child waits
 *     ns_make_mounts_private()
 *                          mount: before any mount(2) inside
 *     ns_mount_proc()      pid: /proc shows the PID namespace of its mounter
 *     ns_loopback_up()     net
 *     ns_set_hostname()    uts
 *     ns_offset_time()     time: before the first process enters it
 *     ns_enter_time()      time: the process that has set the clocks goes in
 *     ns_run_init()        pid: its first process is the init inside
 *
 * Flags are the CLONE_NEW* bits of <sched.h>, joined by |.
 */
#ifndef NS_H
#define NS_H

#include "common/suggest.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

struct ns_type {
	const char *name; /* as our options spell it: "mount" */
	const char *file; /* its file below /proc/PID/ns: "mnt" */
	int flag;         /* CLONE_NEWNS */
};

#define NS_TYPES 8

/*
 * All types, in the order in which a process without privileges has to join
 * them: first user, where it gets the capabilities for the others.
 */
extern const struct ns_type ns_types[NS_TYPES];

/*
 * Returns the flag of a type by its name: "mount" or "mnt", "net" or "network",
 * and so on; 0 for an unknown one.
 */
int ns_flag(const char *name);

/*
 * For a name that ns_flag() does not know: the type that is nearest, as
 * suggest_text() has it. The text is in *s.
 */
const char *ns_suggest(const char *name, struct suggestion *s);

/*
 * For getopt_long(3): a row for each type, as unshare(1) and nsenter(1) have
 * them, and their letters in the order of ns_types.
 */
#define NS_OPTIONS                                                             \
	{ "mount", no_argument, NULL, 'm' },                                   \
	    { "uts", no_argument, NULL, 'u' },                                 \
	    { "ipc", no_argument, NULL, 'i' },                                 \
	    { "net", no_argument, NULL, 'n' },                                 \
	    { "pid", no_argument, NULL, 'p' },                                 \
	    { "user", no_argument, NULL, 'U' },                                \
	    { "cgroup", no_argument, NULL, 'C' },                              \
	{                                                                      \
		"time", no_argument, NULL, 'T'                                 \
	}
#define NS_LETTERS "UmuipCnT"

/* Returns the flag of the type that an option's letter stands for, or 0. */
int ns_option_flag(int letter);

/*
 * Writes the flags into text as strace(1) prints them,
 * CLONE_NEWUTS|CLONE_NEWPID, and in its order; "0" for none. Returns text.
 */
const char *ns_flags_text(int flags, char *text, size_t size);

/*
 * The same for the flags of clone3(2), which strace(1) has in another order.
 * They may have CLONE_PARENT and CLONE_INTO_CGROUP, too.
 */
const char *ns_clone3_flags_text(uint64_t flags, char *text, size_t size);

/*
 * Creates a process in new namespaces, like fork(2) but for the flags:
 * clone3(2) without a stack. cgroup is a descriptor of the directory of the
 * cgroup v2 in which the child begins (Linux 5.7), or -1: in this process's.
 * Returns 0 in the child, the child's PID in the parent, or -1 with errno:
 * EPERM without CAP_SYS_ADMIN (CLONE_NEWUSER needs none), EINVAL for a type that
 * this kernel lacks, ENOSPC if one of user.max_*_namespaces is reached;
 * EACCES, EBUSY or EAGAIN if that cgroup takes no process. Flags may have
 * CLONE_PARENT, too: then the child is a child of this process's parent.
 */
pid_t ns_clone3(int flags, int cgroup);

/*
 * The same in the way of before Linux 5.3: clone(2), for which the child needs
 * a function to start in and a stack to run on. The child exits with what the
 * function returns. CLONE_NEWTIME fails with EINVAL: clone(2) has no bit left
 * for it.
 */
pid_t ns_clone(int flags, int (*child)(void *), void *argument);

/*
 * Moves this process into new namespaces: unshare(2). Two types take effect
 * only in the children that come after: pid and time. Returns 0, or -1 with
 * errno as ns_clone3().
 */
int ns_unshare(int flags);

/* A line of uid_map or gid_map: count ids from inside on are outside... */
struct ns_range {
	unsigned int inside;
	unsigned int outside;
	unsigned int count;
};

/*
 * Says which users and groups the user namespace of process pid has: writes
 * /proc/PID/uid_map and gid_map, or has newuidmap(1) and newgidmap(1) do it
 * where the kernel reserves that to a privileged process. Must be called from
 * the outside (the process that created pid), once. Where the group cannot be
 * mapped otherwise, setgroups(2) is denied inside for good. Returns 0, or -1
 * with errno: EPERM if it is not allowed, ENOENT if newuidmap is needed
 * and missing. See user_namespaces(7).
 */
int ns_map_ids(pid_t pid, const struct ns_range *uids, size_t nuids,
    const struct ns_range *gids, size_t ngids);

/*
 * Returns the remedy, in words, if a call failed with this error because the kernel is
 * configured to refuse a user namespace, or the capabilities in it; otherwise NULL. Ask
 * about calls that make one, or that need a capability inside; root: root made the
 * namespace (most of these settings are for normal users). Keeps
 * errno.
 */
const char *ns_user_advice(int error, bool root);

/*
 * Does the user namespace of process pid (0: this one) deny setgroups(2), as it
 * has to where the group was mapped without privilege? Then supplementary groups
 * stay.
 */
bool ns_setgroups_denied(pid_t pid);

/*
 * Appends the ranges that a file of the form of subuid(5) ("/etc/subuid",
 * "/etc/subgid") gives to a user, by name or number, to a list of common/list.h.
 * Inside, each begins where the range before it in the list ends. Returns 0, or -1
 * with errno: ENOENT if the file or a line of the user's is missing, ENOMEM.
 */
int ns_subid_ranges(
    const char *file, uid_t uid, struct ns_range **ranges, size_t *n);

/*
 * Stops mounts from spreading between this mount namespace and the one it was
 * copied from, for all that is mounted now: MS_PRIVATE in mount_namespaces(7).
 * Returns 0, or -1 with errno of mount(2).
 */
int ns_make_mounts_private(void);

/*
 * Mounts a new /proc, which shows the PID namespace of the calling process.
 * Returns 0, or -1 with errno of mount(2): EPERM also in a user namespace where
 * a part of the old /proc is covered.
 */
int ns_mount_proc(void);

/*
 * Brings up the loopback interface, the only one a new network namespace has,
 * and with it 127.0.0.1 and ::1: netdevice(7). Returns 0, or -1 with errno.
 */
int ns_loopback_up(void);

/* Sets the hostname: sethostname(2). Returns 0, or -1 with errno. */
int ns_set_hostname(const char *name);

/*
 * Moves a clock, CLOCK_MONOTONIC or CLOCK_BOOTTIME, of the time namespace that
 * ns_unshare(CLONE_NEWTIME) made: time_namespaces(7). offset may be negative; its
 * tv_nsec is from 0 to 999999999. Returns 0, or -1 with errno: EINVAL for any other
 * clock, EACCES when a process is in the namespace already, ERANGE when the clock
 * would become negative.
 */
int ns_offset_time(int clock_id, const struct timespec *offset);

/*
 * Takes this process itself into the time namespace that it made for its
 * children by ns_unshare(CLONE_NEWTIME). Returns 0, or -1 with errno of
 * setns(2).
 */
int ns_enter_time(void);

/*
 * The work of PID 1, with all signals blocked by command_block_signals(): waits
 * for the child, sends on to it the signals that come meanwhile, and reaps
 * every process whose parent has died. Returns the exit status to end with, as
 * command_wait() does; when PID 1 then exits, the kernel kills what is left in
 * the PID namespace: pid_namespaces(7).
 */
int ns_run_init(pid_t child);

#endif
