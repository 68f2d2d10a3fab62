/*
 * A container: what it is to be, and what of it exists.
 *
 * A front end fills struct container_spec (docker/ from docker's words, oci/
 * from config.json), the specification. The engine only reads it: create.c, in
 * the parent, and init.c, in the child, make a process of it with the modules
 * of chapters 1 to 6. What the two have made, and have to remove, is in struct
 * container.
 *
 * Of the specification what is zero, NULL or empty is not asked for; of the
 * descriptors, of both structs, -1 is none. The front end owns the
 * specification: strings and lists have to outlive the container, in the parent
 * and in the child, and the engine neither changes nor frees them. Its lists
 * are those of common/list.h, without a bound: what is too much for the kernel,
 * the kernel refuses. What a front end has opened ahead is the engine's from
 * container_create() on, which closes it in the parent; but start_socket, lock
 * and the standard streams stay the front end's.
 */
#ifndef CONTAINER_H
#define CONTAINER_H

#include "01-caps/caps.h"
#include "02-namespaces/ns.h"
#include "04-cgroups/cgroup.h"
#include "04-cgroups/devices.h"
#include "04-cgroups/systemd/scope.h"
#include "04-cgroups/v1/tasks_v1.h"
#include "05-seccomp/filter.h"

#include <stdbool.h>
#include <sys/resource.h>
#include <sys/types.h>
#include <time.h>

/* What mount_setattr(2) sets and clears of a mount: MOUNT_ATTR_… */
struct container_attributes {
	uint64_t set, clear;
};

/* Something mounted in the container: mount(2), or a bind of the host's. */
struct container_mount {
	const char *source; /* host's path of a bind, else any text */
	int source_fd; /* a bind's, looked up: bind_source.h; -1: not yet */
	const char *target;  /* path in the container */
	const char *type;    /* "proc", "tmpfs" …; NULL: a bind; "cgroup": its
				own cgroup */
	unsigned long flags; /* MS_RDONLY, MS_NOSUID …; a bind's: all below */
	const char *data;    /* options of the file system, or NULL */
	const char *label;   /* SELinux's, of all in it; NULL: by the policy */
	int mount_fd; /* the mount itself, detached (open_tree(2), fsmount(2));
			 -1: not yet, the engine makes it */
	bool shallow; /* a bind without what is mounted below */
	bool own;     /* without a source: a directory of the root's, as a mount
		     that stays writable where the root is read-only */
	bool copy_up; /* begins with a copy of what it covers; a bind only
			 where its directory is empty */
	bool sealed;  /* read-only once all is mounted below it; a bind once
			 it is filled */
	unsigned long propagation; /* MS_PRIVATE …, with MS_REC for all below */
	struct container_attributes here, below; /* below: this one, too */
	struct ns_range *uids, *gids; /* its owners, seen from inside */
	size_t nuids, ngids;
	bool map_if_able; /* a file system that cannot map owners: a warning */
};

/* The descriptors of a mount that nothing has been opened for. */
#define CONTAINER_MOUNT_NO_FDS .source_fd = -1, .mount_fd = -1

/* A node below /dev. */
struct container_device {
	const char *path;   /* in the container */
	const char *source; /* of the host's node; NULL: the same */
	mode_t mode;        /* S_IFCHR or S_IFBLK, and the permissions */
	unsigned int major, minor;
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

/* sched_setattr(2), the first version: glibc has the structure since 2.41. */
struct container_schedule {
	uint32_t size, policy;
	uint64_t flags;
	int32_t nice;
	uint32_t priority;
	uint64_t runtime, deadline, period; /* ns */
};

/* set_mempolicy(2)'s. */
struct container_memory_policy {
	int mode; /* with MPOL_F_… */
	unsigned long nodes[1024 / (8 * sizeof(unsigned long))];
};

/* A small file of its own, whatever its image says: see tmpfs_files.h. */
struct container_file {
	const char *target, *text;
	bool shared; /* the parent gets a descriptor, to change it later */
};

/*
 * Where in its creation a container is when its hook is called: the OCI
 * specification's words (config.md, "POSIX-platform Hooks"), and two of our
 * own.
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
	int64_t timeout; /* s; -1: none */
};

struct container_limit {
	int resource; /* RLIMIT_NOFILE … */
	struct rlimit value;
};

struct container_setting {
	const char *name; /* "net.ipv4.ip_forward" */
	const char *value;
};

/*
 * What a container is to be. container_spec_init() sets what is not zero; then
 * each front end sets what it has been asked for.
 */
struct container_spec {
	/* The process. */
	char *const *argv; /* ends with NULL */
	char **env;        /* "NAME=VALUE"; ends with NULL, or is NULL */
	size_t nenv;
	const char *cwd;
	bool terminal;    /* a terminal of its own */
	bool init;        /* PID 1 is ours and reaps */
	const char *user; /* USER[:GROUP] of its passwd(5); NULL: root */
	const struct caps_user *credentials; /* or by number: this counts */
	mode_t umask;                        /* where has_umask */
	bool has_umask;
	bool detached; /* may outlive us: the parent does not wait for it */
	/*
	 * A socket that listens: the command is started not by the parent,
	 * but by the process that connects (channel_connect).
	 */
	int start_socket;
	int lock; /* a file that only the parent is to have locked: flock(2) */
	int preserve_fds; /* so many from 3 on stay open in it */
	/*
	 * Its standard streams; 0, 1 and 2 where they are the caller's own. -1:
	 * its terminal, or without one its own /dev/null.
	 */
	int stdio[3];
	bool own_input; /* a file as standard input is opened once more, for
			   reading only: the caller's position stays */
	unsigned short rows, columns; /* of its terminal */
	struct caps_sets caps;
	bool no_new_privs;
	const struct filter_program *seccomp; /* NULL: no filter */
	int seccomp_agent;       /* a socket: gets the filter's listener */
	const char *apparmor;    /* profile; NULL: none */
	bool apparmor_generated; /* it is apparmor_default.h's */
	const char *selinux;     /* label; NULL: as the policy says */
	struct container_limit *limits;
	size_t nlimits;
	const char *oom_score_adj; /* for /proc/self/oom_score_adj */
	unsigned long personality; /* personality(2), where not 0 */
	int io_priority;           /* ioprio_set(2), where not 0 */
	struct container_memory_policy *memory_policy; /* NULL: as it is */
	struct container_schedule
	    *scheduler; /* sched_setattr(2); NULL: as it is */

	/* Its namespaces. */
	int namespaces; /* CLONE_NEW… flags of those that are new */
	struct container_namespace
	    joined[NS_TYPES]; /* and those that are not, at most one a type */
	size_t njoined;
	/*
	 * Not a new container but one more process in that of this process, by
	 * PID and pidfd: of all below only the cgroup counts, which is there.
	 * 0: a new container.
	 */
	pid_t join_pid;
	int join_pidfd;
	struct timespec clock_offsets[2]; /* CLOCK_MONOTONIC, _BOOTTIME */
	struct ns_range *uids, *gids;     /* of a new user namespace */
	size_t nuids, ngids;
	const char *hostname, *domainname;
	struct container_setting *sysctls;
	size_t nsysctls;

	/* Its root file system. */
	const char *rootfs; /* NULL: the embedded busybox */
	int rootfs_fd;      /* of the same, looked up: bind_source.h */
	/* Or several, stacked, the top one first. */
	char **lower;
	size_t nlower;
	const char *upper_dir; /* directory with upper and work, for what it
				  writes; NULL: in memory */
	bool no_overlay; /* rootfs is written to itself: no layer on top */
	bool no_pivot;   /* chroot(2), for a root that cannot be pivoted */
	unsigned long propagation; /* MS_SHARED … of the root; 0: MS_PRIVATE */
	bool read_only;            /* the root, not what is mounted on it */
	struct container_mount *mounts; /* in their order */
	size_t nmounts;
	struct container_file *files; /* mounted after those */
	size_t nfiles;
	struct container_device *devices;
	size_t ndevices;
	/*
	 * Paths that show nothing, and that cannot be written to; each list
	 * ends with NULL, and may be NULL.
	 */
	const char *const *masked_paths, *const *readonly_paths;
	const char *mask_label; /* SELinux's, of what covers a directory */

	/* Its cgroup; all zero limits: still one of its own. */
	const char *cgroup;        /* "combined/NAME"; NULL: the caller's */
	const struct scope *scope; /* systemd makes it, and says where it is;
				      NULL: we do */
	bool cgroup_adopted;       /* may be there already, if it is empty */
	bool cgroup_optional;      /* without the right to it, do without, if
				 nothing depends on it */
	struct cgroup_limits resources;
	bool check_before_update; /* no new limit below what is in use */
	struct container_cgroup_file *cgroup_files;
	size_t ncgroup_files;
	struct device_rule *rules; /* none: all devices */
	size_t nrules;

	/*
	 * Called at each stage, pid being its first process as the parent sees
	 * it. Returns 0, or -1 with errno: then the container is not made. It
	 * may set c->agent_message, and change nothing else.
	 */
	int (*hook)(struct container *c, enum hook_stage stage, pid_t pid);
	void *hook_data;   /* for it; not looked at */
	bool create_hooks; /* at HOOK_CREATE_RUNTIME and _CONTAINER, too */

	/* Run in the container, just before its command. */
	struct container_hook *start_hooks;
	size_t nstart_hooks;
	int hook_input, hook_output; /* files: their standard streams */
};

/*
 * A container that exists: what is to be removed when it no longer does. The
 * child is born with a copy. All of it belongs to the engine, which frees it in
 * container_remove(); master, shared_file and channel are open until the
 * program ends.
 */
struct container {
	const struct container_spec *spec; /* not owned */

	/* The parent's, for the front end to read. */
	pid_t pid;   /* its first process, a child of ours; -1: none */
	int channel; /* to it, until it executes the command */
	int master;  /* of its terminal */
	/*
	 * That of its files that is shared, open for writing: tmpfs_files.h.
	 * The child opens it, the parent gets it.
	 */
	int shared_file;
	char failure[700]; /* what went wrong, in words */
	int status;        /* and the exit status that says so: EXIT_… */

	/* The parent's alone. */
	bool expects_terminal, expects_file; /* still to come from the child */
	struct cgroup cgroup;
	bool has_cgroup;    /* made by us, to be removed by us */
	pid_t scope_keeper; /* container_scope.h; 0: none */
	/*
	 * The parent need not move the child: v2's cgroup it is born in, by
	 * clone3(2) with CLONE_INTO_CGROUP, and those of v1 it enters by itself.
	 */
	bool born_in_cgroup;
	struct tasks_v1 tasks; /* the child's, too */
	int apparmor_lock; /* keeps the profile loaded: apparmor_default.h */

	/*
	 * Its root: copies of the specification's mounts, which become complete
	 * (cgroup_mount.h), each with its mount_fd (detached_mount.h).
	 */
	struct container_mount *mounts;
	size_t nmounts;
	struct container_mount root; /* spec->rootfs, where no_overlay */
	int *device_fds; /* a mount of each device's node of the host, where
			    mknod(2) is not allowed; else none */
	size_t ndevice_fds;
	bool sources_cloned;   /* mount_clone_all() was called */
	int upper_mount;       /* spec->upper_dir, detached: overlay.h */
	int upper_fd, work_fd; /* and what is in it */
	int *lower_mounts;     /* the layers, or rootfs, detached; or none */
	size_t nlower_mounts;

	/* The child's. */
	char **env;        /* the specification's, and HOME; ends with NULL */
	int stdio[3];      /* the specification's, and /dev/null */
	bool keep_groups;  /* setgroups(2) is not allowed in there */
	int pid_namespace; /* of others, and still to be joined */
	bool enters_pid_namespace; /* the command's process is born in that */
	char *agent_message;       /* with spec->seccomp_agent: the hook's, for
				      it; malloc(3)ed, lives until execve(2) */
};

/* Sets a specification that asks for nothing: no descriptor, our streams. */
void container_spec_init(struct container_spec *spec);

/*
 * Sets a container of which nothing exists: with container_remove() nothing
 * happens. spec may be NULL for one that another process has made, and that is
 * started only.
 */
void
container_init(struct container *container, const struct container_spec *spec);

/*
 * Makes all of the container but its command: cgroup, namespaces, root file
 * system. Its first process waits. Returns 0, or -1 with the words in
 * container->failure; container_remove() is due in any case.
 */
int container_create(struct container *container);

/*
 * Lets it execute the command. Returns 0, or -1 with the words in
 * container->failure.
 */
int container_start(struct container *container);

/*
 * Waits for the command's end, passing signals on. Returns the exit status for
 * our own exit: the command's, or 128+N.
 */
int container_wait(struct container *container);

/* Removes what create has made, in reverse; warns of what is left. */
void container_remove(struct container *container);

/*
 * Sets the limits of the container's cgroup, when it is made or later, in the
 * kernel alone: for a scope, container_scope_limit() comes first. Returns 0, or
 * -1 with the words in cgroup_strerror().
 */
int
container_limit(const struct container_spec *spec, const struct cgroup *cgroup);

/*
 * Sets a variable of the environment: text, "NAME=VALUE", which is not copied,
 * takes the place of one that has this name already. Returns 0, or -1 with
 * errno ENOMEM.
 */
int container_set_variable(struct container_spec *spec, char *text);

/*
 * Appends a variable without looking for its name: with many variables, looking
 * would take quadratic time. After the last one, container_merge_variables()
 * must be called: of variables with the same name, it keeps the last one's value
 * in the first one's place. Both return 0, or -1 with errno ENOMEM.
 */
int container_add_variable(struct container_spec *spec, char *text);
int container_merge_variables(struct container_spec *spec);

/*
 * Returns the place in a list of variables of the one that text, "NAME=" and
 * the rest, has the name of; or that of the NULL after the last.
 */
size_t container_find_variable(char *const env[], const char *text);

/*
 * Says which users of the host the container's are to be: user_namespaces(7). A
 * normal user is root inside, and has more users only where /etc/subuid says
 * so. For root a front end decides. Returns 0, or -1 with errno ENOMEM.
 */
int container_map_users(struct container_spec *spec);

/* Returns whether it joins a namespace of this type, CLONE_NEW…, by its path. */
bool container_joins(const struct container_spec *spec, int flag);

/*
 * Returns whether the container has users of its own, in a user namespace that
 * is not ours: then it may have capabilities that we do not have, and no device
 * nodes.
 */
bool container_has_users(const struct container_spec *spec);

/*
 * Finds the user or group that root is outside of a process's user namespace; map
 * is "uid_map" or "gid_map". Leaves *root as it is where the map has no root.
 * Returns 0, or -1 with errno of open(2).
 */
int container_find_root(pid_t pid, const char *map, unsigned int *root);

/* Returns whether it has a mount namespace, new or another's, but not ours. */
bool container_has_mounts(const struct container_spec *spec);

/*
 * Fills in what Docker gives every container: mounts, devices, masked paths,
 * capabilities, environment, namespaces, after container_spec_init(). To be
 * called before the options. Returns 0, or -1 with errno.
 */
int container_defaults(struct container_spec *spec);

/*
 * The device nodes of every container: the OCI specification's "Default Devices"
 * (config-linux.md). The list ends with a path that is NULL.
 */
extern const struct container_device container_devices[];

/*
 * The paths below /proc and /sys that a container is not to read, on this
 * machine, and those that it is not to write: of `combined run`, and of the
 * config.json that `combined spec` writes. Each list ends with NULL; the first
 * is allocated, or NULL with errno.
 */
const char *const *container_masked_paths(void);
extern const char *const container_readonly_paths[];

#endif
