/*
 * A container: what is to be, in one struct.
 *
 * The front ends fill it (desk/ from docker's words, oci/ from config.json),
 * init.c makes a process of it with the modules of chapters 1 to 6. What is zero
 * is not asked for.
 */
#ifndef CONTAINER_H
#define CONTAINER_H

#include "01-caps/caps.h"
#include "02-namespaces/ns.h"
#include "04-cgroups/cgroup.h"
#include "04-cgroups/devices.h"
#include "05-seccomp/program.h"

#include <signal.h>
#include <stdbool.h>
#include <sys/resource.h>
#include <sys/types.h>

#define CONTAINER_MAX 64 /* bound of each list below */
#define CONTAINER_MOUNTS                                                       \
	(CONTAINER_MAX + CGROUP_CONTROLLERS) /* cgroup_mount.h */
#define CONTAINER_LAYERS 127                 /* of an image, as Docker has it */
#define CONTAINER_ENV 1024                   /* and of the environment */
#define CONTAINER_DEVICES 1024 /* a privileged one has all of the host's */

/* What mount_setattr(2) sets and clears of a mount: MOUNT_ATTR_… */
struct container_attributes {
	uint64_t set, clear;
};

/* Something mounted in the container: mount(2), or a bind of the host's. */
struct container_mount {
	const char *source; /* host's path of a bind, else any text */
	int source_fd;      /* a bind's, looked up: bind_source.h; 0: not yet */
	const char *target; /* path in the container */
	const char *type;   /* "proc", "tmpfs" …; NULL: a bind; "cgroup": its
				own cgroup */
	unsigned long flags; /* MS_RDONLY, MS_NOSUID …; a bind's: all below */
	const char *data;    /* options of the file system, or NULL */
	int mount_fd;        /* a bind's mount until it is moved in */
	bool ready;          /* mount_fd is there already */
	bool shallow;        /* a bind without what is mounted below */
	bool copy_up;        /* begins with a copy of what it covers */
	bool sealed;         /* read-only once all is mounted below it */
	unsigned long propagation; /* MS_PRIVATE …, with MS_REC for all below */
	struct container_attributes here, below; /* below: this one, too */
	struct ns_range uids[4], gids[4]; /* its owners, seen from inside */
	size_t nuids, ngids;
};

/* A node below /dev. */
struct container_device {
	const char *path;   /* in the container */
	const char *source; /* of the host's node; NULL: the same */
	mode_t mode;        /* S_IFCHR or S_IFBLK, and the permissions */
	unsigned int major, minor;
	int mount_fd; /* the host's node, where mknod(2) is not allowed */
	uid_t uid;
	gid_t gid;
};

/* A namespace that is there already: setns(2) instead of a new one. */
struct container_namespace {
	int flag;         /* CLONE_NEWNET … */
	const char *path; /* "/proc/123/ns/net" */
};

/* A file of the cgroup that cgroup_limits does not know. */
struct container_cgroup_file {
	enum cgroup_controller controller;
	const char *names[2]; /* v1's and v2's; NULL: it has none */
	const char *value;
};

/* The first version of sched_setattr(2)'s, which no C library has. */
struct container_schedule {
	uint32_t size, policy;
	uint64_t flags;
	int32_t nice;
	uint32_t priority;
	uint64_t runtime, deadline, period; /* ns */
};

/* A small file of its own, whatever its image says: see tmpfs_files.h. */
struct container_file {
	const char *target, *text;
	bool shared; /* the parent gets a descriptor, to change it later */
};

/*
 * Where in its creation a container is when its hook is called: the OCI
 * specification's words (config.md, "POSIX-platform Hooks"), and two of our own.
 */
enum hook_stage {
	HOOK_NAMESPACES,       /* parent: namespaces and cgroup are there */
	HOOK_CREATE_RUNTIME,   /* parent: the mounts, too; if create_hooks */
	HOOK_CREATE_CONTAINER, /* child: the same, before pivot_root(2) */
	HOOK_SECCOMP_AGENT,    /* child: makes agent_message; if there is an
				  agent */
	HOOK_START_CONTAINER   /* parent: the process waits for the start */
};

struct container;

/* A program that is run in the container before its command. */
struct container_hook {
	const char *path;
	char *const *argv;
	char *const *env;
	int timeout; /* ms; -1: none */
};

struct container_limit {
	int resource; /* RLIMIT_NOFILE … */
	struct rlimit value;
};

struct container_setting {
	const char *name; /* "net.ipv4.ip_forward" */
	const char *value;
};

struct container {
	/* The process. */
	char *const *argv;
	char *env[CONTAINER_ENV]; /* "NAME=VALUE", ends with NULL */
	const char *cwd;
	bool terminal;    /* a terminal of its own */
	bool init;        /* PID 1 is ours and reaps */
	const char *user; /* USER[:GROUP] of its passwd(5); NULL: root */
	const struct caps_user *credentials; /* or by number: this counts */
	mode_t umask;                        /* where has_umask */
	bool has_umask;
	const sigset_t *signals; /* blocked in it; NULL: those that we block */
	bool detached; /* may outlive us: the parent does not wait for it */
	/* A socket that listens: not the parent starts it, but whoever comes
	   (channel_connect); -1 or 0: none. */
	int start_socket;
	int lock; /* a file that only the parent is to have locked; 0: none */
	int preserve_fds; /* so many from 3 on stay open in it */
	/* Its standard streams, where it has no terminal: descriptors; 0: ours;
	   -1: its own /dev/null. */
	int stdio[3];
	unsigned short rows, columns; /* of its terminal */
	struct caps_sets caps;
	bool no_new_privs;
	const struct program *seccomp; /* NULL: no filter */
	int seccomp_agent;   /* a socket: gets the filter's listener; 0: none */
	char *agent_message; /* and this text, by the hook */
	const char *apparmor;    /* profile; NULL: none */
	bool apparmor_generated; /* it is apparmor_default.h's */
	struct container_limit limits[16];
	size_t nlimits;
	const char *oom_score_adj; /* for /proc/self/oom_score_adj */
	unsigned long personality; /* personality(2), where not 0 */
	int io_priority;           /* ioprio_set(2), where not 0 */
	struct container_schedule
	    *scheduler; /* sched_setattr(2); NULL: as it is */

	/* Its namespaces. */
	int namespaces; /* CLONE_NEW… flags of those that are new */
	struct container_namespace
	    joined[NS_TYPES]; /* and those that are not */
	size_t njoined;
	/* Not a new container but one more process in that of this one, by PID
	   and pidfd: of all below only the cgroup counts, which is there. */
	pid_t join_pid;
	int join_pidfd;
	/* The engine's: a PID namespace to be joined, as the last of all. It is
	   a descriptor; 0: none. */
	int pid_namespace;
	bool keep_groups;           /* the engine's: no setgroups(2) in there */
	long long clock_offsets[2]; /* seconds: CLOCK_MONOTONIC, _BOOTTIME */
	struct ns_range uids[4], gids[4]; /* of a new user namespace */
	size_t nuids, ngids;
	const char *hostname, *domainname;
	struct container_setting sysctls[CONTAINER_MAX];
	size_t nsysctls;

	/* Its root file system. */
	const char *rootfs; /* NULL: the embedded busybox */
	int rootfs_fd; /* of the same, looked up: bind_source.h; 0: not yet */
	/* Or several, stacked, the top one first; ends with NULL. */
	const char *lower[CONTAINER_LAYERS + 1];
	const char *upper_dir; /* directory with upper and work, for what it
			      writes; NULL: in memory */
	bool no_overlay;       /* it is written to itself: no layer on top */
	bool no_pivot; /* chroot(2), for a root that cannot be pivoted */
	unsigned long propagation; /* MS_SHARED … of the root; 0: MS_PRIVATE */
	struct container_mount root; /* the engine's: it, when no_overlay */
	bool held;                   /* the engine's: see detached_mount.h */
	bool create_hooks;           /* call it with the mounts there, too */
	/* The engine's: upper_dir, and rootfs or lower, held; 0: not. */
	int trees[1 + CONTAINER_LAYERS];
	int upper, work; /* and what is in a held upper_dir, or 0 */
	bool read_only;
	struct container_mount mounts[CONTAINER_MOUNTS];
	size_t nmounts;
	struct container_file files[4]; /* mounted after those */
	size_t nfiles;
	int shared_file; /* the engine's: that of them, open; 0: none */
	struct container_device devices[CONTAINER_DEVICES];
	size_t ndevices;
	const char *const
	    *masked_paths; /* paths that show nothing, ends NULL */
	const char *const *readonly_paths; /* paths that cannot be written to */

	/* Its cgroup; all zero limits: still one of its own. */
	const char *cgroup;   /* "combined/NAME"; NULL: the caller's */
	bool cgroup_optional; /* without the right to it, do without, if
				 nothing depends on it */
	struct cgroup_limits resources;
	bool
	    check_before_update; /* no new limit below what is in use: update */
	struct container_cgroup_file cgroup_files[CONTAINER_MAX];
	size_t ncgroup_files;
	struct device_rule rules[2 * CONTAINER_MAX]; /* none: all devices */
	size_t nrules;

	/*
	 * Called at each stage, pid being its first process as the parent sees
	 * it. Returns 0, or -1 with errno: the container is not to be.
	 */
	int (*hook)(struct container *c, enum hook_stage stage, pid_t pid);
	void *hook_data;

	/* Run in the container, just before its command. */
	struct container_hook *start_hooks;
	size_t nstart_hooks;
	const char *hook_directory; /* where they begin, if it is there */
	int hook_input;             /* their standard input, a file; 0: none */
};

/* A container that exists: what is to be removed when it does no longer. */
struct container_instance {
	pid_t pid;   /* its first process, a child of ours; -1: none */
	int channel; /* to it, until it executes the command */
	int master;  /* its terminal, or -1 */
	int file;    /* the one of its files that is shared, or -1 */
	bool wants_terminal, wants_file; /* still to come from the child */
	struct cgroup cgroup;
	bool has_cgroup;
	bool in_cgroup;    /* since its birth */
	int profile;       /* keeps the AppArmor profile loaded; 0: nothing */
	sigset_t signals;  /* our mask before: all are blocked meanwhile */
	char failure[700]; /* what went wrong, in words */
	int status;        /* and the exit status that says so: EXIT_… */
};

/*
 * Makes all of the container but its command: cgroup, namespaces, root file
 * system. Its first process waits. Returns 0, or -1 with the words in
 * instance->failure; container_remove() is due in any case.
 */
int container_create(
    struct container *container, struct container_instance *instance);

/*
 * Lets it execute the command. Returns 0, or -1 with the words in
 * instance->failure.
 */
int container_start(struct container_instance *instance);

/*
 * Waits for the command's end, passing signals on. Returns the exit status for
 * our own exit: the command's, or 128+N.
 */
int container_wait(struct container_instance *instance);

/* Removes what create has made, in reverse. Complains on stderr. */
void container_remove(
    const struct container *container, struct container_instance *instance);

/*
 * Sets the limits of the container's cgroup, when it is made or later. Returns
 * 0, or -1 with the words in cgroup_strerror().
 */
int
container_limit(const struct container *container, const struct cgroup *cgroup);

/*
 * Returns the place in env of the variable that text, "NAME=" and whatever
 * follows, has the name of; or that of the NULL behind the last.
 */
size_t
container_find_variable(const struct container *container, const char *text);

/*
 * Says which users of the host the container's are to be: user_namespaces(7). A
 * normal user is root inside, and has more users only where /etc/subuid says so.
 * For root a front end decides.
 */
void container_map_users(struct container *container);

/*
 * Returns whether the container has users of its own, in a user namespace that is
 * not ours: then it may have capabilities that we do not have, and no device nodes.
 */
bool container_has_users(const struct container *container);

/*
 * Fills in what Docker gives every container: mounts, devices, masked paths,
 * capabilities, environment, namespaces. To be called before the options.
 * Returns 0, or -1 with errno.
 */
int container_defaults(struct container *container);

/*
 * The paths below /proc and /sys that a container is not to read, on this
 * machine, and those that it is not to write: of `combined run`, and of the
 * config.json that `combined spec` writes. Each list ends with NULL; the first
 * is allocated, or NULL with errno.
 */
const char *const *container_masked_paths(void);
extern const char *const container_readonly_paths[];

#endif
